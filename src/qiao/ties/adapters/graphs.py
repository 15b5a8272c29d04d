"""Rings and middles of guarantee clusters, by NetworkX."""

from qiao.ties.rules.circles import MEMBERS_LEAST, Cluster

EXACT_MOST = 300
"""In a larger cluster the ways are too many to be counted: whoever has most partners stands in the middle."""


def rings_of(cluster: Cluster) -> list[list[str]]:
    """Sets of two and more in which every guarantee comes back to where it began."""
    import networkx as nx  # noqa: PLC0415  heavy; only the job needs it

    if len(cluster.pairs) < len(cluster.keys):
        return []  # a tree has no ring
    graph = nx.DiGraph(cluster.pairs)
    return sorted(sorted(ring) for ring in nx.strongly_connected_components(graph) if len(ring) > 1)


def middle_of(cluster: Cluster) -> str:
    """Through whom most of the shortest ways between the others lead; of several the one with most partners."""
    import networkx as nx  # noqa: PLC0415  heavy; only the job needs it

    partners: dict[str, set[str]] = {key: set() for key in cluster.keys}
    for one, other in cluster.pairs:
        partners[one].add(other)
        partners[other].add(one)
    between: dict[str, float] = dict.fromkeys(cluster.keys, 0.0)
    if MEMBERS_LEAST <= len(cluster.keys) <= EXACT_MOST:
        between = nx.betweenness_centrality(nx.Graph(cluster.pairs))
    return min(cluster.keys, key=lambda key: (-round(between[key], 9), -len(partners[key]), key))
