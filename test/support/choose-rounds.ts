/** In `npm run test:endurance` all rounds of a test, otherwise those that are enough to notice that it broke. */
export function chooseRounds<Round>(all: readonly Round[], some: readonly Round[]): readonly Round[] {
  return process.env['HOMEMANAGER_ENDURANCE'] === 'true' ? all : some
}
