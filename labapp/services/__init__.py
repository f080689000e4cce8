"""The verbs: the only writers. Keyword arguments, ``by`` the acting identity; each records its facts."""
