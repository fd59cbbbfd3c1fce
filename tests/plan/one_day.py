"""The head of a day's exercise, for tests that bring their own units and serials."""

HEAD = """
fleetex: 1
exercise:
  id: own-steps
  names: [Own Steps]
  window: {start: 200000ZJUL23, end: 210000ZJUL23}
  zone: "UTC+08:00"
  otc: alpha
environment: {base: {wind: {speed: 12 kn, from: 220T}, sea_state: 3, visibility: 8 nmi, depth: 2500 m}}
areas:
  ALFA: {name: Area Alfa, circle: {centre: 39-00.0N 133-30.0E, radius: 12 nmi}, use: manoeuvres}
  BRAVO: {circle: {centre: 39-00.0N 134-20.0E, radius: 12 nmi}, use: gunnery}
nations: {AA: {name: first}, BB: {name: second}}
"""
