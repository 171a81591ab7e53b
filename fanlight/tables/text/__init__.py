"""Words for what people see: numbers with their nouns, characters that can be shown, texts that run as formulas."""
