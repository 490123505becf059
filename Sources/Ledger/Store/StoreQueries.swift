/// Which requests to show.
public struct RequestQuery: Sendable, Equatable {
    /// Began at this time or later, in milliseconds since 1970.
    public var since: Int64
    /// Only of this route.
    public var route: String?
    /// Only of this key.
    public var key: String?
    /// Only those that were not answered.
    public var onlyErrors: Bool
    /// Only rows after this sequence number, oldest first. nil: the newest first.
    public var after: Int64?
    /// At most so many.
    public var limit: Int

    /// A question.
    public init(
        since: Int64 = .min, route: String? = nil, key: String? = nil, onlyErrors: Bool = false, after: Int64? = nil,
        limit: Int = 100
    ) {
        self.since = since
        self.route = route
        self.key = key
        self.onlyErrors = onlyErrors
        self.after = after
        self.limit = limit
    }
}

/// What went wrong: failed attempts, requests that were not answered, or events of health with the starts and ends of processes.
public struct TroubleQuery: Sendable {
    /// Of requests, attempts or events; all or some of its columns.
    public var table: StoreTable
    /// Began at this time or later, in milliseconds since 1970.
    public var since: Int64
    /// Began at this time or earlier.
    public var until: Int64
    /// Attempts that failed for one of these reasons are left out.
    public var except: [String]
    /// At most so many rows, the newest.
    public var limit: Int

    /// A question.
    public init(table: StoreTable, since: Int64, until: Int64, except: [String] = [], limit: Int) {
        self.table = table
        self.since = since
        self.until = until
        self.except = except
        self.limit = limit
    }
}

/// How many attempts targets had, minute by minute.
public struct MinuteQuery: Sendable, Equatable {
    /// The first minute, in minutes since 1970.
    public var firstMinute: Int64
    /// The last minute, inclusive.
    public var lastMinute: Int64
    /// Attempts of this key are not counted.
    public var exceptKey: String
    /// At most so many attempts are counted, the oldest.
    public var limit: Int

    /// A question.
    public init(firstMinute: Int64, lastMinute: Int64, exceptKey: String, limit: Int) {
        self.firstMinute = firstMinute
        self.lastMinute = lastMinute
        self.exceptKey = exceptKey
        self.limit = limit
    }
}

/// A minute of a target.
public struct MinuteRow: Sendable, Equatable {
    /// In minutes since 1970.
    public var minute: Int64
    /// The target.
    public var target: String
    /// Attempts that began in it.
    public var attempts: Int

    /// A minute.
    public init(minute: Int64, target: String, attempts: Int) {
        self.minute = minute
        self.target = target
        self.attempts = attempts
    }
}

/// A part of an export.
public struct PageQuery: Sendable {
    /// Of what.
    public var table: StoreTable
    /// Began at this time or later, in milliseconds since 1970.
    public var since: Int64
    /// Where the page before ended.
    public var cursor: Cursor?
    /// At most so many rows.
    public var limit: Int

    /// The last row of a page.
    public struct Cursor: Sendable, Equatable {
        /// When it began.
        public var time: Int64
        /// Its place among those of the same time.
        public var sequence: Int64

        /// A place between two rows.
        public init(time: Int64, sequence: Int64) {
            self.time = time
            self.sequence = sequence
        }
    }

    /// A question.
    public init(table: StoreTable, since: Int64 = .min, cursor: Cursor? = nil, limit: Int = 1000) {
        self.table = table
        self.since = since
        self.cursor = cursor
        self.limit = limit
    }
}

/// A part of an export.
public struct StorePage: Sendable {
    /// Oldest first.
    public var rows: [StoreRow]
    /// Where to go on; nil: this was the last part.
    public var next: PageQuery.Cursor?

    /// A part.
    public init(rows: [StoreRow], next: PageQuery.Cursor?) {
        self.rows = rows
        self.next = next
    }
}
