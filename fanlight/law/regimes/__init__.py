"""Laws beside the Freedom of Information Act under which a question is answered, or to which it is handed over."""
