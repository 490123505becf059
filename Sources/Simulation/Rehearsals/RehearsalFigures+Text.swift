extension RehearsalFigures {
    /// The tables, for the terminal and for the page.
    var text: String {
        [
            table(
                "Backups that were made bad on purpose",
                ["backup", "design", "found", "promised", "samples (mean)", "samples (exact)"], plants),
            table(
                "Good backups",
                ["backup", "rejected", "calculated", "samples (mean)", "samples (exact)"], good),
            table(
                "Watched all day, 10,000 samples a day",
                [
                    "routes that are", "routes", "days", "suspicions", "false alarms", "for 90 days and route",
                    "at worst",
                ], quiet),
            table(
                "Watched all day, until somebody is told",
                ["conformance", "samples (mean)", "samples (95 of 100)", "at 10,000 a day", "at 500 a day"], delays),
        ].joined(separator: "\n\n")
    }

    /// What is written to Docs/rehearsal-figures.md.
    func page(runs: Int) -> String {
        """
        # What rehearsals find, and how often they are wrong

        Written by `planb-simulate --rehearsals --write`. Every figure comes from drills that were played with fixed seeds
        through the gates and the tests that real drills go through; "exact" is calculated, by carrying the probability of
        every count of failures from sample to sample. A figure that misses what it has to reach is marked MISSED.

        - Each bad backup: \(runs) drills. It has to be found in at least 95 of 100, after the exact number of samples within a
          tenth. What is not bad in these answers is sound.
        - Good backups: \(runs * 5) drills each. At most 5 of 100 may be rejected, 99 % conformant being the worst that is
          still good. Bad answers are of all kinds, and the pace is judged too.
        - A backup that fails in 1 % of samples is a good one for 99 / 95, and a bad one for 99.9 / 99.
        - Slow: the logarithm of the times scatters by 0.5, so that 72 of 100 answers that take three times as long count as
          slow, and 16 of 100 of those that do not.
        - Watched all day: a suspicion is told to nobody before a second batch of samples confirms it.

        \(text)

        The methods: Wald's sequential probability ratio test (1945) with bounds that keep both errors exactly; a
        Shiryaev–Roberts e-detector (Shin, Ramdas and Rinaldo, 2023) for what is watched, whose expected number of samples
        between false alarms is at least 1,800,000 whatever the samples depend on, as long as each passes with at least
        99 %; bounds of Clopper and Pearson (1934); the score interval of Tango (1998) for pairs.

        """
    }

    private func table(_ title: String, _ heads: [String], _ rows: [Row]) -> String {
        let lines = rows.map { row in
            "| " + ([row.name] + row.cells + [row.isReached ? "" : "MISSED"]).joined(separator: " | ") + " |"
        }
        let head = "| " + (heads + [""]).joined(separator: " | ") + " |"
        let rule = "|---|" + String(repeating: "---:|", count: heads.count - 1) + "---|"
        return (["## " + title, "", head, rule] + lines).joined(separator: "\n")
    }
}
