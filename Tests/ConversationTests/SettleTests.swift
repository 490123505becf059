import PlanBConversation
import Testing

struct SettleTests {}
