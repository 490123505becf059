"""The report as text: Markdown that also reads well in a terminal. It knows nothing but the JSON."""

from summary import errors_of, figures, ratio, samples, verdicts

METHOD = """\
- **Cores**: the gateway has core 0 to itself; the load generator and the upstream share core 1.
- **Runs** alternate: {order}, again from the front; each starts the gateway afresh. Figures are medians of
  {rounds} round(s); the range in brackets goes from the smallest to the largest run.
- **Checks**: `planb-bench` checks the status and the content of every answer and counts the events of every stream. A
  run in which more than one request in a thousand fails gives no figure.
- **CPU** is the process's CPU clock (`clock_getcpuclockid`: user and system time of all its threads) before and after
  a load, divided by the answered requests or by the content events that arrived. The thread `planb-ledger` is left out:
  it writes the rows of the ledger's database while the processors have nothing else to do; what that costs is in
  [ledger-cost.md](ledger-cost.md).
- **Requests**: {connections} keep-alive connections, closed loop, {requests:,} chat completions a run; about 300
  bytes of JSON in, about 790 bytes, head included, out.
- **Streams**: {streams} concurrent streams of {events_per_second} events per second for {stream_seconds} s. Each event
  is about 310 bytes and one write of the upstream; the starts are spread evenly over one interval.
- **Added latency**: {latency_requests:,} requests over 4 connections at a fixed {latency_rate:,} per second, through
  the gateway and straight to the upstream in the same round; the difference of the percentiles.
- **Added time to first token**: the same with {first_event_streams:,} streams over 8 connections at
  {first_event_rate} per second, from the request to the first event with content.
- **Idle RSS**: {idle_seconds} s after the first answer. **Loaded RSS**: after requests and streams. MB are 10⁶ bytes.
  For several processes it is the sum, shared pages counted once in each.
- **Start**: from exec to the first accepted connection. **First answer**: until a request through it succeeds.
- **Configuration**: all get the same request, with a bearer token of the same length. Plan B checks it as a virtual key
  and keeps its ledger. nginx: one worker, upstream keep-alive, HTTP/1.1, `proxy_buffering off`, no access log, no
  authentication. vllm-router: round robin, its cheapest policy, no authentication. LiteLLM: one worker with a master
  key, and smaller loads (see above), for it needs milliseconds per request.
"""


def table(head, rows, right=()):
    """A Markdown table with aligned columns; `right` names the columns set flush right."""
    widths = [max(len(str(row[column])) for row in [head, *rows]) for column in range(len(head))]

    def line(row):
        cells = [
            str(cell).rjust(widths[column]) if column in right else str(cell).ljust(widths[column])
            for column, cell in enumerate(row)
        ]
        return "| " + " | ".join(cells) + " |"

    rules = ["-" * (width + 1) + (":" if column in right else "-") for column, width in enumerate(widths)]
    return "\n".join([line(head), f"|{'|'.join(rules)}|", *map(line, rows)]) + "\n"


def number(value, digits=1):
    """With `digits` decimals, from a thousand on without any; a dash for nothing."""
    if value is None:
        return "–"
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.{digits}f}"


def spread(found, digits=1):
    """The range of the runs, when there is one."""
    return f" ({number(min(found), digits)}–{number(max(found), digits)})" if len(found) > 1 else ""


def cpu_table(report):
    rows = []
    for name, gateway in report["gateways"].items():
        values, own = samples(report, name), figures(report, name)
        rows.append([
            gateway["label"],
            number(own["request_us"]) + spread(values["request_us"]),
            number(own["event_us"]) + spread(values["event_us"]),
            number(own["requests_per_s"], 0),
            percent(own["request_busy"]),
            number(own["events_per_s"], 0),
            percent(own["event_busy"]),
        ])
    head = ["", "CPU µs / request", "CPU µs / SSE chunk", "requests/s", "core busy", "events/s", "core busy"]
    return table(head, rows, right=range(1, 7))


def percent(value):
    return "–" if value is None else f"{value * 100:.0f} %"


def other_table(report):
    rows = []
    for name, gateway in report["gateways"].items():
        own = figures(report, name)
        rows.append([
            gateway["label"], number(own["added_p50_us"], 0), number(own["added_p99_us"], 0),
            number(own["added_first_p99_us"], 0), number(own["idle_mb"]), number(own["loaded_mb"]),
            number(own["start_s"], 3), number(own["answer_s"], 3),
        ])
    head = ["", "added p50 µs", "added p99 µs", "added TTFT p99 µs", "idle RSS MB", "loaded RSS MB", "start s"]
    head.append("first answer s")
    return table(head, rows, right=range(1, 8))


def ratio_table(report):
    """Plan B divided by each of the others."""
    own = figures(report, "planb")
    rows = []
    for name, gateway in report["gateways"].items():
        if name != "planb":
            other = figures(report, name)
            names = ("request_us", "event_us", "idle_mb", "loaded_mb", "start_s")
            rows.append([gateway["label"], *(times(ratio(own[figure], other[figure])) for figure in names)])
    head = ["Plan B against", "CPU / request", "CPU / SSE chunk", "idle RSS", "loaded RSS", "start"]
    return table(head, rows, right=range(1, 6))


def times(value):
    """A ratio with two significant digits below one and two decimals above."""
    if value is None:
        return "–"
    return f"{value:.2f} ×" if value >= 0.1 else f"{value:.2g} ×"


def required_table(report):
    rows = []
    for what, required, aim, value, unit, verdict in verdicts(report):
        digits = 3 if unit == "s" else 2 if unit == "×" else 1
        measured = "–" if value is None else f"{value:.{digits}f} {unit}"
        rows.append([what, f"≤ {required} {unit}", f"≤ {aim} {unit}", measured, verdict])
    return table(["figure", "required", "aim", "measured", "verdict"], rows, right=(1, 2, 3))


def gateway_table(report):
    rows = []
    for name, gateway in report["gateways"].items():
        load = gateway["workload"]
        rows.append([
            gateway["label"], gateway["version"] or "–", "on" if gateway["authenticates"] else "off",
            gateway["counted"], f"{load['requests']:,}", f"{load['streams']} × {load['events_per_second']}/s",
        ])
    return table(["", "version", "auth", "counted", "requests a run", "streams"], rows, right=(4,))


def problems(report):
    lines = []
    for name, gateway in report["gateways"].items():
        lines += [f"- **{gateway['label']}**: {' '.join(error.split())}" for error in errors_of(report, name)]
    return lines


def terminal(report):
    """What a finished run prints."""
    parts = [cpu_table(report), other_table(report)]
    if "planb" in report["gateways"]:
        parts += [ratio_table(report), required_table(report)]
    found = problems(report)
    if found:
        parts.append("Not as it should be:\n" + "\n".join(found) + "\n")
    return "\n".join(parts)


def markdown(report):
    """The whole page."""
    machine = report["machine"]
    state = " with uncommitted changes" if report["uncommitted"] else ""
    parts = [
        "# Benchmarks\n",
        "Generated from `benchmarks.json` by `scripts/bench --render`; `make bench` measures anew.\n",
        f"Commit `{report['commit']}`{state}, {report['date']}, {machine['cpu']} ({machine['cores']} cores, "
        f"{machine['memory_bytes'] / 1e9:.0f} GB), {machine['kernel']}, {machine['system']}, {machine['swift']}.\n",
        "## Required figures\n", required_table(report),
        "## CPU\n", cpu_table(report),
        "## Latency, memory, start\n", other_table(report),
        "## Ratios\n", ratio_table(report),
        "## What was measured\n", gateway_table(report),
    ]
    found = problems(report)
    if found:
        parts += ["Not as it should be:\n", "\n".join(found) + "\n"]
    order = ", ".join(gateway["label"] for gateway in report["gateways"].values())
    parts += ["## Method\n", METHOD.format(order=order, rounds=report["rounds"], **report["workload"])]
    return "\n".join(parts)
