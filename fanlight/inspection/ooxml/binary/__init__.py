"""Binary Excel workbooks ([MS-XLSB])."""
