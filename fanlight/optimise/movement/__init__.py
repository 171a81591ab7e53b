"""How far cells can move together, and the cheapest way: linear programmes over movements."""
