/** Runs tasks one after the other, in the order in which they were given; one that fails does not stop the next. */
export function createSerialQueue(): <T>(task: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve()
  return async (task) => {
    const mine = last.then(task, task)
    last = mine.catch(() => {})
    return mine
  }
}
