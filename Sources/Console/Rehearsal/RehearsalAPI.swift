import Foundation
import PlanBEngine
import PlanBRehearsal
import PlanBReport
import PlanBSettings

/// What the admin port answers about rehearsals. The desk may wait a little: calls belong on a thread that may.
struct RehearsalAPI: Sendable {
    typealias Reply = LedgerAPI.Reply
    typealias Problem = LedgerAPI.Problem

    let access: RehearsalAccess
    let administration: any KeyAdministration
    /// Milliseconds since 1970.
    let now: @Sendable () -> Int64

    private var desk: any RehearsalDesk { access.desk }

    /// `GET /api/v1/readiness`: min; evidence=1 puts it on record and answers with the line.
    func readiness(_ query: [String: String]) throws(Problem) -> Reply {
        let ask = try LedgerParameters(query, known: ["min", "evidence"], now: now())
        var minimum: Double?
        if let text = query["min"] {
            guard let share = WrittenValue.share(text) else {
                throw Problem(status: 400, message: "min is more than 0% and at most 100%, such as 95%")
            }
            minimum = share
        }
        let routes = desk.readiness()
        guard try ask.flag("evidence") else {
            return json(ReadinessAnswer(routes, minimum: minimum, now: now()))
        }
        guard let record = access.record else {
            throw Problem(status: 404, message: "this gateway keeps no evidence")
        }
        do throws(EvidenceFailure) {
            return json(EvidenceAnswer(try record(routes, now())))
        } catch { throw Problem(status: 500, message: "nothing was put on record: \(error.description)") }
    }

    /// `GET /api/v1/rehearsals`: route, limit. Without what answers said.
    func list(_ query: [String: String]) throws(Problem) -> Reply {
        let ask = try LedgerParameters(query, known: ["route", "limit"], now: now())
        let limit = try ask.count("limit", default: 50, most: 1000)
        var reports = desk.reports(route: query["route"], limit: limit)
        for index in reports.indices { reports[index].differences = [] }
        return json(["rehearsals": reports])
    }

    /// `GET /api/v1/rehearsals/{id}`: format. Samples are shown from the role operator on.
    func report(_ id: String, _ query: [String: String], role: AdminRole) throws(Problem) -> Reply {
        let ask = try LedgerParameters(query, known: ["format"], now: now())
        let word = try ask.word("format", of: ["json", "md", "html", "text"])
        guard let report = report(id, role: role) else { throw Self.unknown(id) }
        let form = ReportForm(rawValue: word) ?? .json
        return Reply(type: form.mediaType, body: report.text(form) + (form == .json ? "\n" : ""))
    }

    /// The report of one; nil: there is none. Samples are shown from the role operator on.
    func report(_ id: String, role: AdminRole) -> DrillReport? {
        guard var report = desk.report(id) else { return nil }
        if role < .operator {
            let hidden = "(shown to operators)"
            report.differences = report.differences.map {
                .init(gates: $0.gates, prompt: hidden, primary: $0.primary.isEmpty ? "" : hidden, backup: hidden)
            }
        }
        return report
    }

    /// `POST /api/v1/rehearsals`. Every drill is on record in the audit log, or it does not go on.
    func start(_ body: Data, actor: String) throws(Problem) -> (isStarted: Bool, reply: Reply) {
        let wish = try DrillWish(body: body)
        let request = try wish.request(actor: actor)
        let id: String
        do throws(RehearsalRefusal) {
            if wish.dryRun == true { return (false, json(try desk.preview(request))) }
            id = try desk.start(request)
        } catch { throw Self.problem(error) }
        do throws(AdminRefusal) {
            try administration.note(actor: actor, action: "rehearsal.start", subject: id, detail: wish.detail)
        } catch {
            _ = desk.abort(id, actor: actor)
            throw Problem(status: 500, message: "It was aborted, as it is not in the audit log: \(error.message)")
        }
        return (true, json(["id": id]))
    }

    /// `POST /api/v1/rehearsals/record`. Every recording is on record in the audit log, or it does not go on.
    func record(_ body: Data, actor: String) throws(Problem) -> Reply {
        let wish = try RecordWish(body: body)
        let order = try wish.order()
        let id: String
        do throws(RehearsalRefusal) { id = try desk.record(order) } catch { throw Self.problem(error) }
        do throws(AdminRefusal) {
            try administration.note(actor: actor, action: "rehearsal.record", subject: id, detail: wish.detail)
        } catch {
            _ = desk.abort(id, actor: actor)
            throw Problem(status: 500, message: "It was aborted, as it is not in the audit log: \(error.message)")
        }
        return json(["id": id])
    }

    /// `GET /api/v1/rehearsals/record/{id}`. Prompts are for operators, whatever the path was taken for on the way here.
    func recording(_ id: String, role: AdminRole) throws(Problem) -> Reply {
        guard role >= .operator else { throw Problem(status: 403, message: "recordings are for operators") }
        guard let state = desk.recording(id) else {
            throw Problem(
                status: 404,
                message: "there is no recording \(String(id.prefix(100))): what was fetched, or not fetched within 15 "
                    + "minutes of its end, is forgotten")
        }
        return json(state)
    }

    /// `DELETE /api/v1/rehearsals/{id}`. It is ended whatever becomes of the audit log.
    func abort(_ id: String, actor: String) throws(Problem) -> Reply {
        guard desk.abort(id, actor: actor) else {
            guard let report = desk.report(id) else { throw Self.unknown(id) }
            // What goes on, and not here, goes on at the node that leads.
            let story =
                report.state == .running
                ? "goes on at the node that leads: end it there (GET /api/v1/nodes)"
                : "does not go on: it is \(report.state.rawValue)"
            throw Problem(status: 409, message: "the rehearsal \(report.id) \(story)")
        }
        do throws(AdminRefusal) {
            try administration.note(
                actor: actor, action: "rehearsal.abort", subject: String(id.prefix(100)), detail: "")
        } catch {
            throw Problem(status: 500, message: "It was aborted, but that is not in the audit log: \(error.message)")
        }
        return json(["aborted": id])
    }

    private func json(_ value: some Encodable) -> Reply {
        Reply(type: LedgerAPI.json, body: ReportJSON.text(value) + "\n")
    }

    private static func unknown(_ id: String) -> Problem {
        Problem(
            status: 404, message: "there is no rehearsal \(String(id.prefix(100))); planb rehearse --list shows them")
    }

    private static func problem(_ refusal: RehearsalRefusal) -> Problem {
        let status =
            switch refusal.kind {
            case .unknown: 404
            case .invalid: 400
            case .notAllowed: 403
            case .notNow: 409
            }
        return Problem(status: status, message: refusal.description)
    }
}
