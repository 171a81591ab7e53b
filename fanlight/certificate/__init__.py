"""The second checker: reads an audit's certificate beside what was given out, and believes neither solver nor auditor."""

from fanlight.certificate.check import check

__all__ = ["check"]
