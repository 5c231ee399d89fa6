import { inject } from 'vitest'

/** Names something that must be gone after the run even if the test is killed before it cleans up itself. */
export async function registerCleanup(
  what: { readonly pid: number } | { readonly folder: string },
): Promise<void> {
  const line = 'pid' in what ? `pid ${what.pid}` : `folder ${what.folder}`
  await fetch(inject('engineBroker'), { method: 'POST', body: line })
}
