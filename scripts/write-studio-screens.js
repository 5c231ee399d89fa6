import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { chromium } from 'playwright-core'

// Takes pictures of every screen of Studio at two widths, light and dark, to be looked at; `--docs` only those of docs/studio.md.
//
//     homemanager up --seed demo && homemanager studio --no-open --json
//     node scripts/write-studio-screens.js --url URL --output DIRECTORY [--docs]

const HEIGHT_RATIO = 0.625
/** Smaller files. */
const DOCS_HEIGHT_RATIO = 0.5
const EXPENSE = '00000000-0000-7000-8000-000000000123'
const SCREENS = {
  overview: '/overview',
  records: '/records',
  grid: '/records/expense',
  record: `/records/expense/${EXPENSE}`,
  query: '/query?store=postgres&text=SELECT+display_name%2C+email+FROM+users+ORDER+BY+email',
  events: '/events',
  traces: '/traces',
  logs: '/logs',
  schema: '/schema',
  patterns: '/patterns',
  verify: '/verify',
  snapshots: '/snapshots',
  search: '/search?text=whole+foods',
}
const ALL = Object.keys(SCREENS).flatMap((name) =>
  [1280, 1920].flatMap((width) => ['light', 'dark'].map((theme) => ({ name, width, theme }))),
)
const DOCS = [
  { name: 'overview', width: 1280, theme: 'light' },
  { name: 'grid', width: 1280, theme: 'light' },
  { name: 'record', width: 1280, theme: 'dark' },
  { name: 'trace', width: 1280, theme: 'light' },
]

const { values } = parseArgs({
  options: { url: { type: 'string' }, output: { type: 'string' }, docs: { type: 'boolean' } },
})
const { url = '', output = '' } = values
const { origin } = new URL(url)
mkdirSync(output, { recursive: true })
const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
})
const screens = values.docs === true ? DOCS : [...ALL, ...DOCS.filter(({ name }) => name === 'trace')]
for (const { name, width, theme } of screens) {
  const context = await browser.newContext({
    viewport: {
      width,
      height: Math.round(width * (values.docs === true ? DOCS_HEIGHT_RATIO : HEIGHT_RATIO)),
    },
    colorScheme: theme,
  })
  const page = await context.newPage()
  await page.goto(url)
  await page.locator('main[aria-busy=false] .origin').waitFor()
  await page.goto(origin + (SCREENS[name] ?? (await findTrace(page))))
  await page.locator('main[aria-busy=false] .origin').waitFor()
  // Until what a page goes on reading is there: a check, a search, the editor.
  await page.waitForLoadState('networkidle')
  await page.locator('.count', { hasText: /^(?:reading|searching)/ }).waitFor({ state: 'detached' })
  await page.screenshot({
    path: join(output, values.docs === true ? `${name}.png` : `${name}-${width}-${theme}.png`),
  })
  await context.close()
}
await browser.close()

/** The latest request that recorded an expense, or else the latest one. */
async function findTrace(page) {
  await page.goto(`${origin}/traces`)
  const rows = page.locator('.rows .row')
  await rows.first().waitFor()
  const recorded = rows.filter({ hasText: 'POST /budget/v1/expenses 201' })
  const row = (await recorded.count()) > 0 ? recorded.first() : rows.first()
  return row.locator('a').first().getAttribute('href')
}
