import ArgumentParser
import PlanBReport

/// Forms of reports, as options name them.
enum ReportForms {
    /// The form called `word`.
    static func read(_ word: String) throws -> ReportForm {
        guard let form = ReportForm(rawValue: word) else {
            throw ValidationError(
                "a form is \(ReportForm.allCases.map(\.rawValue).joined(separator: ", ")); not \(word)")
        }
        return form
    }
}
