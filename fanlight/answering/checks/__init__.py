"""What a person still has to do before a draft can be approved."""
