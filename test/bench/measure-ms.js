/** Runs a function and resolves to its duration in milliseconds. */
export async function measureMs(run) {
  const since = performance.now()
  await run()
  return performance.now() - since
}
