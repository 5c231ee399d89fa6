let started

/** One stack of embedded engines for all benchmarks of a run, in a temporary folder; `run.js` stops it at the end. */
export function benchStack() {
  started ??= import('../../dist/index.js').then(({ createStack }) =>
    createStack({ ephemeral: true, services: 'none', provider: 'embedded' }),
  )
  return started
}

export async function stopBenchStack() {
  await (await started)?.stop()
}
