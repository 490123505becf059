"""From the runs of a report to figures, ratios and verdicts. Pure functions of the JSON."""

from statistics import median

#: (what, figure, gateway it is compared with or None, required, aimed at, unit)
REQUIRED = [
    ("CPU per forwarded request, auth on, against nginx", "request_us", "nginx", 2.6, 2.0, "×"),
    ("CPU per forwarded SSE chunk, against nginx", "event_us", "nginx", 1.7, 1.2, "×"),
    ("CPU per request against vllm-router", "request_us", "vllm-router", 0.7, 0.45, "×"),
    ("idle RSS", "idle_mb", None, 40, 15, "MB"),
    ("start to listening", "start_s", None, 0.5, 0.1, "s"),
]


def valid(run, phase):
    """The result of a phase, unless it is missing or had too many errors."""
    result = run.get(phase)
    return result if result and result["valid"] else None


def per_request_us(run):
    result = valid(run, "requests")
    return result["cpu_seconds"] / result["answered"] * 1e6 if result else None


def per_event_us(run):
    result = valid(run, "streams")
    return result["cpu_seconds"] / result["events"] * 1e6 if result else None


def busy(run, phase):
    """Share of the gateway's core that a phase used."""
    result = valid(run, phase)
    return result["cpu_seconds"] / result["seconds"] if result else None


def rate(run, phase, counted):
    result = valid(run, phase)
    return result[counted] / result["seconds"] if result else None


def added_us(run, direct, phase, times, percentile):
    """What a gateway adds to a percentile of the same load sent straight to the upstream in the same round."""
    through, straight = valid(run, phase), valid(direct, phase)
    return through[times][percentile] - straight[times][percentile] if through and straight else None


def scaled(run, name, factor):
    return run[name] * factor if name in run else None


def samples(report, name):
    """All values of every figure of one gateway, one per round."""
    runs = [run for run in report["runs"] if run["gateway"] == name and "error" not in run]
    directs = {direct["round"]: direct for direct in report["direct"]}

    def added(run, phase, times, percentile):
        return added_us(run, directs.get(run["round"], {}), phase, times, percentile)

    values = {
        "request_us": [per_request_us(run) for run in runs],
        "event_us": [per_event_us(run) for run in runs],
        "requests_per_s": [rate(run, "requests", "answered") for run in runs],
        "events_per_s": [rate(run, "streams", "events") for run in runs],
        "request_busy": [busy(run, "requests") for run in runs],
        "event_busy": [busy(run, "streams") for run in runs],
        "added_p50_us": [added(run, "latency", "latency_us", "p50") for run in runs],
        "added_p99_us": [added(run, "latency", "latency_us", "p99") for run in runs],
        "added_first_p99_us": [added(run, "first_event", "first_event_us", "p99") for run in runs],
        "idle_mb": [scaled(run, "idle_bytes", 1e-6) for run in runs],
        "loaded_mb": [scaled(run, "loaded_bytes", 1e-6) for run in runs],
        "start_s": [scaled(run, "start_seconds", 1) for run in runs],
        "answer_s": [scaled(run, "answer_seconds", 1) for run in runs],
    }
    return {figure: [value for value in found if value is not None] for figure, found in values.items()}


def figures(report, name):
    """The median of every figure of one gateway; None where there is none."""
    return {figure: median(found) if found else None for figure, found in samples(report, name).items()}


def ratio(one, other):
    return one / other if one is not None and other else None


def verdicts(report):
    """Every required figure with what was measured: rows of (what, required, aim, measured, unit, verdict)."""
    own = figures(report, "planb")
    rows = []
    for what, figure, other, required, aim, unit in REQUIRED:
        value = ratio(own[figure], figures(report, other)[figure]) if other else own[figure]
        rows.append((what, required, aim, value, unit, verdict(value, required, aim)))
    return rows


def verdict(value, required, aim):
    if value is None:
        return "not measured"
    if value <= aim:
        return "reached, and the aim"
    return "reached" if value <= required else "MISSED"


def errors_of(report, name):
    """What went wrong with one gateway: it could not run, or requests failed."""
    found = [run["error"] for run in report["runs"] if run["gateway"] == name and "error" in run]
    for run in report["runs"]:
        if run["gateway"] != name:
            continue
        for phase in ("requests", "streams", "latency", "first_event"):
            result = run.get(phase)
            if result and result["errors"]:
                kinds = ", ".join(f"{kind} ({count})" for kind, count in result["failures"].items())
                left_out = "" if result["valid"] else "; not used for any figure"
                failed = f"{result['errors']} of {result['requests']} failed"
                found.append(f"round {run['round']}, {phase}: {failed}: {kinds}{left_out}")
    return list(dict.fromkeys(found))
