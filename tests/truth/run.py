"""One seed on one engine: build, read, probe, compare."""

from inspector.collect.live import collect_live
from tests.lab.engines import Engine
from tests.truth import dns, probe
from tests.truth.plan import plan
from tests.truth.predict import from_engine_alone, hosts_file, source, world_of
from tests.truth.questions import clients
from tests.truth.real import LAN, real
from tests.truth.result import Result
from tests.truth.verdict import judge_name, judge_try


def run(seed: int, engine: Engine) -> Result:
    """Make the seed's world, ask it and the inspector the same, and judge."""
    made = plan(seed)
    with real(made, engine) as world:
        # Read first: probing fills the kernel's tables of neighbours and connections.
        evidence = collect_live(world.machine.url)
        asked = clients(world)
        seen = probe.ask(asked)
        settings = (*made.daemon, *made.rules, *(f"{name}={value}" for name, value in made.sysctls))
        result = Result(engine.label, evidence, {}, tuple(world.notes), settings)
        files = {
            (one.name, lookup): hosts_file(one.root, lookup.name, 6 if lookup.kind == dns.AAAA else 4)
            for one in asked
            if one.root
            for lookup in one.lookups
        }
    known = {"host facts": evidence}
    if not made.tampered:
        known["engine alone"] = from_engine_alone(evidence)
    for way, told in known.items():
        ready = world_of(told)
        rows = result.ways[way] = []
        for one in asked:
            asker = source(ready, one.name, LAN)
            for lookup in one.lookups:
                reply = seen[one.name].lookups.get(lookup, dns.Reply("no server"))
                rows.append(judge_name(ready, one.name, asker, lookup, files[one.name, lookup], reply))
            rows += [judge_try(ready, one.name, asker, each, said) for each, said in seen[one.name].tries.items()]
    return result
