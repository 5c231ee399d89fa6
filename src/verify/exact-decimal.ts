/** A decimal number as an integer number of units of 10^-scale. Sums and products are exact. */
export interface ExactDecimal {
  readonly units: bigint
  readonly scale: number
}

/** Parses `156.78`, `-3` or `1.5E+3`; undefined for anything else. */
export function parseDecimal(text: string): ExactDecimal | undefined {
  const match = /^([+-]?)(\d+)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/.exec(text)
  if (match === null) return undefined
  const [, sign = '', integer = '', fraction = '', exponent = '0'] = match
  const digits = BigInt(integer + fraction) * (sign === '-' ? -1n : 1n)
  const scale = fraction.length - Number(exponent)
  if (Math.abs(scale) > 64) return undefined
  return scale < 0 ? { units: digits * 10n ** BigInt(-scale), scale: 0 } : { units: digits, scale }
}

export function multiplyDecimals(a: ExactDecimal, b: ExactDecimal): ExactDecimal {
  return { units: a.units * b.units, scale: a.scale + b.scale }
}

export function addDecimals(a: ExactDecimal, b: ExactDecimal): ExactDecimal {
  const scale = Math.max(a.scale, b.scale)
  return { units: rescaleUnits(a, scale) + rescaleUnits(b, scale), scale }
}

export function areDecimalsEqual(a: ExactDecimal, b: ExactDecimal): boolean {
  const scale = Math.max(a.scale, b.scale)
  return rescaleUnits(a, scale) === rescaleUnits(b, scale)
}

function rescaleUnits(value: ExactDecimal, scale: number): bigint {
  return value.units * 10n ** BigInt(scale - value.scale)
}
