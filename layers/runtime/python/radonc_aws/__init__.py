"""Adapters between the rules and AWS: storage, queues, files, settings, problem documents."""
