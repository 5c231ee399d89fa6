let stackPromise

/** The stack of embedded engines that all benchmarks of a run share. `run.js` stops it at the end. */
export function getBenchStack() {
  stackPromise ??= import('../../dist/index.js').then(({ createStack }) =>
    createStack({ ephemeral: true, services: 'none', provider: 'embedded' }),
  )
  return stackPromise
}

export async function stopBenchStack() {
  await (await stackPromise)?.stop()
}
