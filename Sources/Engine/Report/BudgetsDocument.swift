public import NIOCore
import PlanBPolicy
import PlanBWire

extension Gateway {
    /// How all budgets stand on this node, as JSON, for the admin API. Amounts are in nanodollars, moments in seconds since
    /// 1970.
    public var budgetsDocument: ByteBuffer {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("budgets")
        writer.beginArray()
        for standing in budgets {
            writer.beginObject()
            writer.key("account")
            writer.string(standing.account)
            writer.key("metrics_account")
            writer.string(metricsName(ofAccount: standing.account))
            writer.key("per")
            writer.string(standing.budget.period.rawValue)
            writer.key("mode")
            writer.string(standing.budget.mode.rawValue)
            writer.key("period_start")
            writer.int(Int(standing.period))
            writer.key("limit_nanodollars")
            writer.int(standing.budget.limit)
            writer.key("spent_nanodollars")
            writer.int(standing.spent)
            writer.key("held_nanodollars")
            writer.int(standing.held)
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
        return writer.buffer
    }
}
