"""The life of a community resolution decision: states, moves, who may, and the record; checks, samples and rates over many."""
