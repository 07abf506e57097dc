"""Reading addresses: the only door to the network, polite to sites and closed to private machines.

The system's proxies are not used: behind one, the tracker could not tell which machine it reaches. Certificates are
judged by certifi's authorities, or by those that ``SSL_CERT_FILE`` or ``SSL_CERT_DIR`` name.
"""

from tracker.fetch.address import check_url
from tracker.fetch.client import Fetcher
from tracker.fetch.opening import opened
from tracker.fetch.policy import Fetched, Policy, agent

__all__ = ["Fetched", "Fetcher", "Policy", "agent", "check_url", "opened"]
