"""Planning a response: which figures of its tables to give, pool or withhold, so that least is lost and nobody given away."""
