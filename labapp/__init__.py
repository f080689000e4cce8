"""The laboratory's real-time system: admin changes and patient actions reach the right screens."""
