/** Creates a function that runs tasks one at a time, in call order. A failed task does not stop later ones. */
export function createSerialQueue(): <T>(task: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve()
  return async (task) => {
    const result = last.then(task, task)
    last = result.catch(() => {})
    return result
  }
}
