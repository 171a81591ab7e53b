"""Office packages: parts, relations, properties, and what lies on any document: shapes and colours."""
