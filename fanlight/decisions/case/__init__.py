"""One case: its people, states, crime and moves, and what must hold for each move."""
