"""A Django app: an agent's public reply is read before django-helpdesk stores or mails it (``docs/helpdesks.md``)."""
