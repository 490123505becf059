import Testing

@testable import PlanBStatistics

@Test func hasAName() { #expect("\(Statistics.self)" == "Statistics") }
