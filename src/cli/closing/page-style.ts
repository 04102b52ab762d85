/** How the page of a closed month looks on a screen and on paper. It fetches nothing: no font, no picture, no script. */
export const pageStyle = `
:root { color-scheme: light; }
body { font: 15px/1.45 system-ui, sans-serif; color: #1a1a1a; background: #fff; max-width: 62rem; margin: 2rem auto; padding: 0 1.25rem; }
h1 { font-size: 1.7rem; margin: 0 0 .2rem; }
h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; border-bottom: 1px solid #bbb; padding-bottom: .2rem; }
p { margin: .4rem 0; max-width: 46rem; }
.lead { font-size: 1.05rem; }
.verdict { border: 2px solid #1d6b34; border-radius: 6px; padding: .6rem 1rem; margin: 1rem 0; font-weight: 600; }
.verdict.wrong { border-color: #a11; }
.verdict.draft { border-color: #9a6400; }
.verdict p { font-weight: 400; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; margin: .5rem 0; font-variant-numeric: tabular-nums; }
th, td { text-align: left; vertical-align: top; padding: .3rem .6rem .3rem 0; border-bottom: 1px solid #ddd; }
th { font-weight: 600; border-bottom: 1px solid #888; }
.n { text-align: right; white-space: nowrap; }
.short { white-space: nowrap; }
tr.sum td { font-weight: 600; border-top: 1px solid #888; }
.mark { white-space: nowrap; font-weight: 600; }
.agrees { color: #1d6b34; } .differs { color: #a11; } .absent { color: #6b5a1d; }
ul { margin: .3rem 0; padding-left: 1.2rem; }
td ul { color: #444; font-size: .92em; }
code { font: .9em ui-monospace, monospace; overflow-wrap: anywhere; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem; }
dt { font-weight: 600; } dd { margin: 0; }
footer { margin-top: 2.5rem; border-top: 1px solid #bbb; padding-top: .5rem; font-size: .9em; color: #333; }
@media print {
  @page { margin: 15mm; }
  body { font-size: 10pt; margin: 0; max-width: none; padding: 0; }
  h2 { break-after: avoid; } tr { break-inside: avoid; } thead { display: table-header-group; }
  a { color: inherit; text-decoration: none; }
}
`;
