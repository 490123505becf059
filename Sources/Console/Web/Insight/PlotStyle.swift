/// The part of the style that is about plots and reports. Colours are told apart in light and dark, and by whoever sees red and
/// green alike; each figure can be read in a table besides.
enum PlotStyle {
    static let text = """
        :root{--p0:#0f766e;--p1:#2563eb;--p2:#d97706;--p3:#7c3aed;--p4:#c0261c;--p5:#0891b2;--p6:#65a30d;--p7:#78837f}
        @media(prefers-color-scheme:dark){:root{--p0:#2dd4bf;--p1:#7aa7ff;--p2:#fbbf4c;--p3:#b794ff;--p4:#ff8a80;--p5:#5bd3ee;\
        --p6:#b5e05a;--p7:#9aa8a3}}
        .plot-0{--plot:var(--p0)}.plot-1{--plot:var(--p1)}.plot-2{--plot:var(--p2)}.plot-3{--plot:var(--p3)}
        .plot-4{--plot:var(--p4)}.plot-5{--plot:var(--p5)}.plot-6{--plot:var(--p6)}.plot-7{--plot:var(--p7)}
        figure{margin:1rem 0;padding:.9rem 1.1rem;background:var(--sheet);border:1px solid var(--line);border-radius:.75rem;\
        box-shadow:var(--shade);min-width:0}
        figcaption{font-weight:600}figcaption small{display:block;font-weight:400;color:var(--soft)}
        .plots{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,34rem),1fr));gap:1rem}
        .plots figure{margin:0}
        .drawing{overflow-x:auto;margin:.4rem 0}
        svg.plot{display:block;width:100%;min-width:30rem;height:auto}
        svg.plot rect,svg.plot circle,.key i{fill:var(--plot);background:var(--plot)}
        svg.plot .line{fill:none;stroke:var(--plot);stroke-width:2;stroke-linejoin:round}
        svg.plot .grid{stroke:var(--line);stroke-width:1}
        svg.plot .mark{stroke:var(--ink);stroke-width:1;stroke-dasharray:4 3}
        svg.plot text{fill:var(--soft);font-size:12px}
        .key{display:flex;flex-wrap:wrap;gap:.2rem 1rem;list-style:none;margin:.4rem 0 0;padding:0;font-size:.9rem}
        .key i{display:inline-block;width:.75rem;height:.75rem;border-radius:.2rem;margin-right:.35rem}
        figure details{font-size:.9rem}
        figure .scroll{max-height:24rem;overflow:auto;border:0;box-shadow:none}
        .exports{display:flex;flex-wrap:wrap;gap:.5rem;align-items:center;list-style:none;margin:1.5rem 0 0;padding:0}
        """
}
