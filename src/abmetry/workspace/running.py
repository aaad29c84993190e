"""How it is worked out: identity, statistics, and the engine that computes."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from abmetry.workspace.section import Count, Section, Share, Switch, Text, Texts, Whole, matching


class Identity(Section):
    """[identity]: whether visits before a visitor was known become the person's, domains of one's own
    staff, a CSV or MMDB of networks and their companies, and the similarity (0-1) from which two company
    names are one.
    """

    stitch_backwards: Switch = True
    own_domains: Texts = ()
    networks: Text | None = None
    names_threshold: Share = 0.92


class Stats(Section):
    """[stats]: n below which a value is marked too few, level of the intervals, bootstrap rounds, seed."""

    min_n: Count = 20
    level: Annotated[float, Field(strict=True, gt=0, lt=1)] = 0.95
    bootstrap: Annotated[int, Field(strict=True, ge=1)] = 2000
    seed: Whole = 7


Address = Annotated[
    Text,
    AfterValidator(matching(r"[a-z][a-z0-9+.-]*:/.*", 'must be an address such as "s3a://bucket/abmetry"')),
]


class Spark(Section):
    """[engine.spark]: the master to connect to (None: this machine's cores), the address of its lake (None: the
    workspace's own folder, which all workers have to see under its path) and Spark's own settings.
    """

    master: Text | None = None
    lake: Address | None = None
    conf: dict[Text, Text] = Field(default_factory=dict)


Memory = Annotated[
    Text, AfterValidator(matching(r"\d+(\.\d+)? ?[KMGT]i?B", 'must be an amount of memory such as "8GB"'))
]


class EngineSection(Section):
    """[engine]: which engine computes, the memory it may take ("8GB"; None: 4GB, or half of the machine's
    where that is less) and its threads (0: all).
    """

    name: Literal["duckdb", "spark"] = "duckdb"
    memory: Memory | None = None
    threads: Count = 0
    spark: Spark = Spark()
