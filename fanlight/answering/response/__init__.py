"""The response in content: what letter, page and workbook say."""
