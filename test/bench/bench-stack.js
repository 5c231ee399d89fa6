let stackPromise

/**
 * The stack of embedded engines that all benchmarks of a run share. `run.js` stops it at the end. It is not that of the bundled library,
 * whose clients the modules in `dist` cannot use.
 */
export function getBenchStack() {
  stackPromise ??= import('../../dist/project/stack/create-stack.js').then(({ createStack }) =>
    createStack({ ephemeral: true, services: 'none', provider: 'embedded' }),
  )
  return stackPromise
}

export async function stopBenchStack() {
  await (await stackPromise)?.stop()
}
