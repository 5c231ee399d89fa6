import { inject } from 'vitest'

/** Registers a process group or directory to remove after the run even if the test is killed. */
export async function registerCleanup(
  resource: { readonly pid: number } | { readonly directory: string },
): Promise<void> {
  const line = 'pid' in resource ? `pid ${resource.pid}` : `directory ${resource.directory}`
  await fetch(inject('engineBroker'), { method: 'POST', body: line })
}
