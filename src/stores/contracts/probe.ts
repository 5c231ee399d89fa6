import type { Store } from './store.js'

/** What a check concerns. */
export type ProbeKind = 'connection' | 'permission' | 'guarantee' | 'migration' | 'pattern'

/** Whether a server does what homemanager needs. */
export interface ProbeCheck {
  readonly kind: ProbeKind
  /** Stable, for scripts: `tls`, `transactions`, `dynamodb:PutItem`, … */
  readonly check: string
  /** `skipped`: not tried, because it would write or because what it needs is missing. */
  readonly status: 'ok' | 'missing' | 'skipped'
  readonly message: string
}

export interface ProbeOptions {
  /** Whether to write into a scratch table, collection or schema, which is removed at the end. */
  readonly write: boolean
  readonly signal: AbortSignal
}

/** Checks a store. A failed check does not throw; it is in the result. */
export type StoreProbe<Opened extends Store = Store> = (
  store: Opened,
  options: ProbeOptions,
) => Promise<readonly ProbeCheck[]>

/** Runs one check. Its error becomes the message. */
export async function runCheck(
  kind: ProbeKind,
  check: string,
  work: () => Promise<string | undefined>,
): Promise<ProbeCheck> {
  try {
    return { kind, check, status: 'ok', message: (await work()) ?? '' }
  } catch (error) {
    const message = error instanceof Error ? error.message || error.name : String(error)
    return { kind, check, status: 'missing', message: message.split('\n')[0] ?? '' }
  }
}

/** The name of a scratch object: unique, and recognizable if it is left behind. */
export function createScratchName(): string {
  return `homemanager_probe_${crypto.randomUUID().replaceAll('-', '').slice(0, 12)}`
}
