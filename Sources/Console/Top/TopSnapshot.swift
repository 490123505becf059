import PlanBLedger

extension TopState {
    /// What is shown, for scripts: one object on one line. What is not known is null.
    public var json: String {
        var text = "{\"gateway\":"
        JSONLine.append(place, to: &text)
        text += ",\"status\":"
        JSONLine.append(latest?.status ?? "", to: &text)
        let total = total
        text += ",\"running\":\(Self.number(latest?.running)),\"requests_per_second\":\(Self.number(total.rate))"
        text += ",\"served\":\(Self.number(total.served)),\"first_output_p50_ms\":\(Self.number(total.latency?.p50))"
        text += ",\"first_output_p99_ms\":\(Self.number(total.latency?.p99))"
        text += ",\"spend_today_nanodollars\":\(Self.number(total.spend)),\"routes\":["
        list(routes, to: &text) { route, text in
            text += "{\"route\":"
            JSONLine.append(route.name, to: &text)
            text += ",\"requests_per_second\":\(Self.number(route.rate)),\"served\":\(Self.number(route.served))"
            text += ",\"first_output_p50_ms\":\(Self.number(route.latency?.p50))"
            text += ",\"first_output_p99_ms\":\(Self.number(route.latency?.p99))"
            text += ",\"spend_today_nanodollars\":\(Self.number(route.spend))}"
        }
        text += "],\"targets\":["
        list(targets, to: &text) { row, text in
            for (name, value) in [
                ("{\"target\":", row.target.name), (",\"vendor\":", row.target.vendor),
                (",\"health\":", row.target.isUsable ? row.target.health : "disabled"),
                (",\"cause\":", row.target.cause),
            ] {
                text += name
                JSONLine.append(value, to: &text)
            }
            text += ",\"attempts_per_second\":\(Self.number(row.rate)),\"failed\":\(Self.number(row.failed))}"
        }
        text += "],\"budgets\":["
        list(latest?.budgets ?? [], to: &text) { budget, text in
            text += "{\"account\":"
            JSONLine.append(budget.account, to: &text)
            text += ",\"per\":"
            JSONLine.append(budget.per, to: &text)
            text += ",\"limit_nanodollars\":\(budget.limit),\"spent_nanodollars\":\(budget.spent)"
            text += ",\"held_nanodollars\":\(budget.held)}"
        }
        text += "],\"failovers\":["
        list(events, to: &text) { event, text in
            for (name, value) in [
                ("{\"route\":", event.failover.route), (",\"from\":", event.failover.from),
                (",\"reason\":", event.failover.reason),
            ] {
                text += name
                JSONLine.append(value, to: &text)
            }
            text += ",\"count\":\(event.count)}"
        }
        return text + "]}"
    }

    private func list<Element>(_ elements: [Element], to text: inout String, _ body: (Element, inout String) -> Void) {
        for (index, element) in elements.enumerated() {
            if index > 0 { text += "," }
            body(element, &text)
        }
    }

    private static func number(_ number: (some FixedWidthInteger)?) -> String { number.map { String($0) } ?? "null" }

    /// To a thousandth.
    private static func number(_ number: Double?) -> String {
        guard let number, number.isFinite, abs(number) < 1e12 else { return "null" }
        return String((number * 1000).rounded() / 1000)
    }
}
