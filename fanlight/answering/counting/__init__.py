"""A case's tables: counted, assessed by a person, protected and audited."""
