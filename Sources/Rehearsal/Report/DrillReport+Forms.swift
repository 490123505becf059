public import PlanBReport

extension DrillReport {
    /// The report in a form. Texts of users and models in it do nothing where it is shown.
    public func text(_ form: ReportForm) -> String { form.text(self, as: page) }

    /// The report as people read it.
    public var page: ReportPage { DrillReportPage(report: self).page }
}
