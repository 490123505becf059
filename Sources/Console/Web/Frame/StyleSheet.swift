/// The one style of all pages: system fonts, colours as variables for light and dark, tables that scroll by themselves on
/// narrow screens, a visible focus. What a colour says, a word says too.
enum StyleSheet {
    static let text = """
        :root{color-scheme:light dark;--ground:#f5f7f6;--sheet:#fff;--ink:#14201d;--soft:#52625d;--line:#dbe2df;\
        --accent:#0f766e;--on-accent:#fff;--good:#166534;--good-ground:#e3f5e8;--warn:#854d0e;--warn-ground:#fcf0cf;\
        --bad:#a81e14;--bad-ground:#fde8e6;--calm-ground:#ebefed;--shade:0 1px 2px rgb(20 32 29/.06),0 4px 16px rgb(20 32 29/.05)}
        @media(prefers-color-scheme:dark){:root{--ground:#0e1413;--sheet:#161e1c;--ink:#e5ecea;--soft:#9fb1ab;\
        --line:#2b3734;--accent:#3dd6c3;--on-accent:#06201c;--good:#86e7a5;--good-ground:#12301e;--warn:#f8cf5f;\
        --warn-ground:#35280b;--bad:#ffaaa3;--bad-ground:#3c1613;--calm-ground:#202a28;--shade:none}}
        *{box-sizing:border-box}
        html{font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;background:var(--ground);color:var(--ink)}
        body{margin:0;min-width:0}
        a{color:var(--accent);text-underline-offset:.15em}
        a:hover{text-decoration-thickness:2px}
        :focus-visible{outline:3px solid var(--accent);outline-offset:2px;border-radius:4px}
        main:focus{outline:none}
        .skip{position:absolute;left:1rem;top:-4rem;padding:.5rem 1rem;background:var(--accent);color:var(--on-accent);z-index:2}
        .skip:focus{top:.5rem}
        .top{display:flex;flex-wrap:wrap;align-items:center;gap:.25rem 1.5rem;padding:.6rem clamp(1rem,3vw,2rem);\
        background:var(--sheet);border-bottom:1px solid var(--line)}
        .brand{display:flex;align-items:center;gap:.5rem;font-weight:700;color:inherit;text-decoration:none}
        nav{flex:1 1 20rem;min-width:0}
        nav ul{display:flex;flex-wrap:wrap;gap:.15rem;list-style:none;margin:0;padding:0}
        nav a{display:block;padding:.35rem .7rem;border-radius:.5rem;color:var(--soft);text-decoration:none;font-weight:500}
        nav a:hover{background:var(--calm-ground);color:var(--ink)}
        nav a[aria-current]{background:var(--calm-ground);color:var(--ink);box-shadow:inset 0 -2px var(--accent)}
        .person{display:flex;align-items:center;gap:.75rem;margin:0;font-size:.9rem}
        .person small{color:var(--soft)}
        main{max-width:84rem;margin:0 auto;padding:1.5rem clamp(1rem,3vw,2rem) 4rem}
        h1{font-size:1.6rem;line-height:1.2;margin:.25rem 0 .5rem;letter-spacing:-.01em}
        h2{font-size:1.15rem;line-height:1.3;margin:2rem 0 .6rem}
        h3{font-size:1rem;margin:1.2rem 0 .4rem}
        .head{display:flex;flex-wrap:wrap;align-items:baseline;justify-content:space-between;gap:0 1rem}
        .head [role=status]{margin:0;color:var(--soft);font-size:.9rem;min-height:1.35rem}
        .lead{font-size:1.1rem;color:var(--soft);margin:.25rem 0 1.25rem;max-width:60rem}
        .hint,.soft{color:var(--soft)}
        .hint{font-size:.9rem}
        small{font-size:.85em}
        code,.mono{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;font-size:.9em;overflow-wrap:anywhere}
        .sheet,.scroll{background:var(--sheet);border:1px solid var(--line);border-radius:.75rem;box-shadow:var(--shade)}
        .sheet{padding:1rem 1.25rem;margin:1rem 0}
        .sheet>:first-child{margin-top:0}.sheet>:last-child{margin-bottom:0}
        .scroll{position:relative;overflow-x:auto;margin:.75rem 0}
        .sheet .scroll{border:0;box-shadow:none;border-radius:0;margin:.5rem 0}
        tbody:empty::before{content:"Nothing yet.";display:block;padding:.55rem .9rem;color:var(--soft)}
        table{font-size:.95rem;border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
        caption{text-align:left;padding:.7rem .9rem .3rem;color:var(--soft);font-size:.9rem}
        th,td{padding:.55rem .9rem;text-align:left;vertical-align:top;border-top:1px solid var(--line)}
        thead th{border-top:0;font-size:.8rem;font-weight:600;color:var(--soft);white-space:nowrap}
        tbody th{font-weight:600;min-width:7rem}tbody th small{font-weight:400}
        td.number,th.number{text-align:right;white-space:nowrap}
        td.tight{white-space:nowrap}
        tr:target{background:var(--warn-ground)}
        .badge{display:inline-block;padding:.1rem .55rem;border-radius:1rem;font-size:.85rem;font-weight:600;white-space:nowrap;\
        background:var(--calm-ground);color:var(--ink)}
        .badge.good{background:var(--good-ground);color:var(--good)}
        .badge.warn{background:var(--warn-ground);color:var(--warn)}
        .badge.bad{background:var(--bad-ground);color:var(--bad)}
        .notice{padding:.7rem 1rem;border-radius:.6rem;background:var(--calm-ground);border-left:4px solid var(--soft);margin:.75rem 0}
        .notice.good{background:var(--good-ground);border-color:var(--good)}
        .notice.warn{background:var(--warn-ground);border-color:var(--warn)}
        .notice.bad{background:var(--bad-ground);border-color:var(--bad)}
        .notice p{margin:.25rem 0}
        .tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(11rem,1fr));gap:.75rem;margin:1rem 0;padding:0}
        .tiles>div{display:flex;flex-direction:column-reverse;justify-content:flex-end;background:var(--sheet);border:1px solid var(--line);\
        border-radius:.75rem;padding:.8rem 1rem;box-shadow:var(--shade)}
        .tiles dt{color:var(--soft);font-size:.9rem}
        .tiles dd{margin:0;font-size:1.7rem;font-weight:650;line-height:1.2;letter-spacing:-.02em}
        .tiles .good dd{color:var(--good)}.tiles .warn dd{color:var(--warn)}.tiles .bad dd{color:var(--bad)}
        .chain{display:flex;flex-wrap:wrap;gap:.35rem;list-style:none;margin:0;padding:0}
        .chain li{display:flex;align-items:center;gap:.35rem}
        .chain li+li::before{content:"→";color:var(--soft)}
        .hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
        .loose li+li::before{content:none}
        .script,.scripted .unscripted{display:none}.scripted .script{display:block}
        pre{overflow-x:auto;white-space:pre;line-height:1.45}
        .facts{display:grid;grid-template-columns:max-content minmax(0,1fr);gap:.3rem 1.25rem;margin:.5rem 0}
        .facts dt{color:var(--soft)}.facts dd{margin:0;overflow-wrap:anywhere}
        form.stack{display:grid;gap:.9rem;max-width:34rem}
        form.wide{max-width:none}
        .pair{display:grid;grid-template-columns:repeat(auto-fit,minmax(12rem,1fr));gap:.9rem}
        form.line{display:flex;flex-wrap:wrap;align-items:end;gap:.75rem}
        form.inline{display:inline}
        label{font-weight:600;display:block;margin-bottom:.2rem}
        label small{font-weight:400;color:var(--soft)}
        input,select,textarea{font:inherit;color:inherit;width:100%;padding:.5rem .7rem;background:var(--sheet);\
        border:1px solid var(--soft);border-radius:.5rem}
        input[type=checkbox]{width:auto;margin-right:.4rem}
        button,.button{font:inherit;font-weight:600;padding:.5rem 1rem;border-radius:.5rem;border:1px solid var(--accent);\
        background:var(--accent);color:var(--on-accent);cursor:pointer;text-decoration:none;display:inline-block}
        button:hover,.button:hover{filter:brightness(1.08)}
        button.quiet,.button.quiet{background:none;color:inherit;border-color:var(--line);font-weight:500;padding:.3rem .7rem}
        button.bad{background:none;border-color:var(--bad);color:var(--bad)}
        .sign-in{max-width:24rem;margin:8vh auto 0}
        .sign-in form{display:grid;gap:.6rem}
        details>summary{cursor:pointer;font-weight:600;white-space:nowrap}
        .secret{display:block;padding:.8rem 1rem;background:var(--calm-ground);border-radius:.5rem;font-size:1.05rem;user-select:all}
        .ago{color:var(--soft);font-size:.9rem}
        .stamp{color:var(--soft);font-size:.85rem;margin:1.5rem 0 0}
        .plot{max-width:100%;height:auto}
        .new{animation:come .8s ease-out}
        @keyframes come{from{background:var(--good-ground)}}
        @media(prefers-reduced-motion:reduce){.new{animation:none}}
        @media(max-width:40rem){h1{font-size:1.35rem}.person{width:100%;justify-content:space-between}nav{flex-basis:100%;order:3}\
        .facts{grid-template-columns:1fr}.facts dd{margin-bottom:.4rem}th,td{padding:.45rem .6rem}}
        @media print{.top,form{display:none}.scroll{overflow:visible}}
        """
}
