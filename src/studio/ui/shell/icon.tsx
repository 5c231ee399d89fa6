import type { JSX } from 'preact'

/** Outlines on a grid of 16. */
const PATHS: Readonly<Record<string, string>> = {
  overview: 'M2 8.5 8 3l6 5.5M4 7.5V13h8V7.5',
  records: 'M2.5 3.5h11v9h-11zM2.5 6.5h11M6 6.5v6',
  query: 'm3 5 3 3-3 3M8 11.5h5',
  events: 'M9 2 4 9h4l-1 5 5-7H8z',
  traces: 'M2.5 4h6M5 8h7M8 12h5.5',
  logs: 'M3 4h10M3 7h7M3 10h10M3 13h5',
  schema: 'M3 2.5h4v3H3zM9 10.5h4v3H9zM5 5.5V12h4',
  patterns: 'M2.5 13V9M6.2 13V5M9.8 13V7M13.5 13V3',
  verify: 'm3 8.5 3.2 3L13 4.5',
  snapshots: 'M2.5 5.5 8 3l5.5 2.5L8 8zM2.5 8 8 10.5 13.5 8M2.5 10.5 8 13l5.5-2.5',
  search: 'M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9zM10.5 10.5l3 3',
  theme: 'M8 2.5a5.5 5.5 0 1 0 0 11zM8 2.5a5.5 5.5 0 0 1 0 11',
  help: 'M6 6a2 2 0 1 1 3 1.7c-.7.4-1 .8-1 1.6M8 12v.2',
  copy: 'M5.5 5.5h7v8h-7zM3.5 10.5v-8h7',
  columns: 'M2.5 3.5h11v9h-11zM6.2 3.5v9M9.8 3.5v9',
  refresh: 'M13 8a5 5 0 1 1-1.5-3.6M13 2.5v3h-3',
  live: 'M8 9.2a1.2 1.2 0 1 0 0-2.4 1.2 1.2 0 0 0 0 2.4M4.8 4.8a4.5 4.5 0 0 0 0 6.4M11.2 4.8a4.5 4.5 0 0 1 0 6.4',
  edit: 'M3 13l.6-2.8L11 2.8 13.2 5l-7.4 7.4z',
  undo: 'M5.5 3 3 5.5 5.5 8M3 5.5h6a4 4 0 0 1 0 8H6',
  play: 'M5 3.5v9l7-4.5z',
  json: 'M6 2.5c-2 0-1.5 2-1.5 3.2S4 8 3 8c1 0 1.500 1 1.500 2.300S4 13.500 6 13.500M10 2.500c2 0 1.500 2 1.500 3.200S12 8 13 8c-1 0-1.500 1-1.500 2.300s.5 3.200-1.500 3.200',
}

export function Icon({ name }: { readonly name: string }): JSX.Element {
  return (
    <svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
      <path d={PATHS[name] ?? ''} />
    </svg>
  )
}
