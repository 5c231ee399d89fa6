/** A difference between the configuration and a running component, as `up --json` and `status --json` print it. */
export interface Change {
  /** A store, a service, the gateway or an add-on. */
  readonly component: string
  /** What differs: `url`, `port`, `image`, `settings` or `state`. */
  readonly setting: 'url' | 'port' | 'image' | 'settings' | 'state'
  /** What is running. Null for secrets. */
  readonly from: string | null
  /** What is configured. Null for secrets. */
  readonly to: string | null
}

/** One line: `todo: bundled → http://127.0.0.1:4002`. */
export function formatChange({ component, setting, from, to }: Change): string {
  if (from === null || to === null) return `${component}: ${setting} changed`
  const prefix = setting === 'port' || setting === 'image' ? `${setting} ` : ''
  return `${component}: ${prefix}${from} → ${to}`
}
