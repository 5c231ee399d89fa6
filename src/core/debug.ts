import { channel } from 'node:diagnostics_channel'

/** Named globally, so that the bundle and unbundled modules of one process share it. */
const debugChannel = channel('homemanager:debug')

/** Publishes a line for `--verbose`, such as which configuration file was read. Costs nothing without a listener. */
export function debug(text: string | (() => string)): void {
  if (debugChannel.hasSubscribers) debugChannel.publish(typeof text === 'string' ? text : text())
}

/** Calls `listener` with every line from now on, until the returned object is disposed. */
export function listenToDebug(listener: (text: string) => void): Disposable {
  const receive = (text: unknown): void => listener(String(text))
  debugChannel.subscribe(receive)
  return {
    [Symbol.dispose]() {
      debugChannel.unsubscribe(receive)
    },
  }
}
