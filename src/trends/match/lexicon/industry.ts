/** Words of particular trades: health care, water, ships, chips, space, work, homes, food; one meaning a line, `name: words and phrases`. */
export const INDUSTRY_WORDS = `
cholera: cholera, diarrhoeal, diarrhoea, diarrhea, dysentery, waterborne
virus: dengue, malaria, polio, smallpox, chikungunya, zika, hepatitis, tuberculosis, marburg, nipah, whooping cough, pertussis, bacteria, bacterium, superbug, meningitis, typhoid, yellow fever, lassa
infect: admission, hospitalise, hospitalize, hospitalised, hospitalisation, symptomatic
kill: succumb, perish, mortuary, morgue, coffin, burial, bury, lifeless, body, bodies, corpse, claim lives, claims lives, claimed lives, drown, drowned, fatal, deadly, lethal
vaccine: immunised, immunized, immunisation, immunization, shots, doses, inoculation, jabs, vial
overwhelm: overwhelm, overrun, overflow, overstretched, at capacity, run out of beds, turned away, turning away, turn away, stretched, swamp, packed, buckle, breaking point, on the floor, fill up, makeshift
medicalstaff: nurse, doctor, medic, paramedic, physician, health worker, surgeon
bed: cot, treatment centre, treatment center, clinic, field hospital
sanitation: sanitation, sewage, latrine, sewer, borehole, tap water, drinking water, clean water, chlorine, hygiene, wastewater
contaminate: contaminate, contamination, pollute, taint, unsafe to drink
overdeclared: declared over, free of, come to an end, came to an end, no new cases, brought under control, stamped out, wiped out, last patient
epidemicspread: cross the border, crossed the border, imported case, first case, detected, confirmed, picked up, spread to
snow: snow, snowpack, snowfall, blizzard, snowmelt, avalanche
reservoir: reservoir, lake, dam, water level, aquifer, groundwater
wet: heavy rain, downpour, deluge, soak, atmospheric river, monsoon rain, rainy
drought: below-normal, below normal, dry spell, failed rains, rain deficit, water scarcity, water crisis, water restrictions, dried up, dries up, monsoon deficit, shallow, low flows, rainfall deficit
rain: rain, rainfall, monsoon, el nino, el niño, la nina, precipitation, downpour
watercut: water cut, rationing, hosepipe ban, conservation, curtailment, water restrictions, use less
plant: sow, sowing, planting, seed, paddy
fallow: fallow, idle fields, unplanted, leave fields, left unplanted
harvest: harvest, crop, yield, bumper, granary, granaries, silo, reap, output
grain: grain, rice, wheat, maize, corn, soy, soybean, cereal, barley, paddy, basmati
food: food, grocery, groceries, staple, supermarket, bread, flour, cooking oil, vegetable, sugar, eggs
hoard: hoard, stock up, panic buying, panic-buying, empty shelves, bare shelves, shelves, ration, limit customers, limits shoppers, per customer, per family
stockpile: stockpile, buffer, granary, storage, build reserves
tender: tender, seek tonnes
exportban: export ban, ban exports, halt exports, export curb, export restriction, export duty, export tax, forbid exports, foreign sales, shut the door, overseas sales, export limit, minimum export price
freeexport: lift ban, lifts ban, resume exports, allow exports, scrap duty, free exports, flow abroad
dearer: dearer, costlier, pricier, cost more, costs more, price rise, price increase, price hike, surge in prices, soaring prices, higher price, costs twice
cheaper: cheaper, less expensive, price drop, price fall, lower price, lose value, loses value, lost value, price cut
peak: peak, all-time high, highest, most since, highest since, most for
trough: lowest, record low, weakest, lowest since, new low, lowest level, least since, low point
docker: docker, dockworker, longshoreman, longshoremen, dock worker, port worker, stevedore, docks, dock
port: port, harbour, harbor, dock, quay, terminal, wharf, berth
freight: freight, cargo, shipment, shipper, shipping line, consignment, haulage
contracttalks: contract talks, negotiating table, bargaining, bargain, contract negotiations, wage talks, collective bargaining, round of talks, pay talks
paydeal: pay deal, wage deal, pay accord, tentative agreement, tentative deal, contract extension, pay rise, ratify, new contract, collective agreement, pay agreement, settlement
breakdown: break down, broke down, impasse, deadlock, stalemate, walk out, walk away, walked away, leave the table, left the table, without a deal, no deal, fall apart, at an impasse, fail to agree, failed to agree, end in failure
strikeballot: strike vote, strike ballot, vote to strike, voted to strike, authorise strike, authorize strike, authorise a walkout, back strike, back walkout, strike notice, strike date, strike threat, strike mandate, serve notice
labourstrike: work stoppage, stop work, stops work, stopped work, stay away from work, lay down tools, wildcat, lockout, day of action, strike action, striker, on strike, stay off the job
callstrike: call strike, calls strike, call for a strike, summon, threaten strike, announce strike, strike day, day of action
picket: picket, picket line, blockade, solidarity, refuse to handle, refuse to unload
automation: automation, automate, automated, robot, driverless, autonomous, automatic, unmanned
mediator: mediator, arbitrator, arbitration, conciliation, back-to-work, cooling-off, injunction, step in, intervene, intervention, order back
transportcancel: cancelled, cancel, scrapped flights, suspended, disrupted, not running, reduced service, skeleton service
transit: train, metro, underground, tube, subway, tram, bus, commuter, rail, railway, tgv, rush hour
airtraffic: airport, air traffic control, air traffic controller, runway, airliner, airspace
petrolstation: petrol station, gas station, filling station, pump, depot, refinery, fuel depot
march: march, marcher, demonstrator, protester, turnout, crowd, took to the streets, placard, sit-in, vigil
unrest: unrest, riot, clash, tear gas, looting, disorder, violence, skirmish, stone-throwing, torch, barricade, vandalism
policeforce: gendarme, riot police, security forces, constable, carabinieri, coastguard, coast guard, border guard
backdown: back down, drop plan, shelve, withdraw bill, suspend reform, concession, u-turn, soften, climb down, give in, bow to, cave in, relent, scrap plan, freeze reform
forcethrough: force through, ram through, push through, without a vote, decree, bypass parliament, by decree, railroad
split: rift, break ranks, quit alliance, fall out, infighting, fracture, leave coalition
fade: fizzle, peter out, lose momentum, run out of steam, dwindle, wane, taper off, subside, die down
memory: dram, nand, memory, hbm, high-bandwidth memory
fab: fab, clean room, wafer plant, chip plant, production line, assembly line
expandcapacity: expand, expansion, new plant, new factory, build plant, break ground, breaks ground, broke ground, new line, ramp up, scale up, add capacity, extra line, step up output
haltplant: halt production, stop lines, idle, suspend output, stoppage, outage, offline, knocked out, brought to a halt, stops lines, out of action
datacentre: data centre, data center, server, cloud, hyperscaler, ai server, cloud giant, computing
device: smartphone, handset, laptop, pc, computer, tablet, console, gadget, electronics
glut: glut, oversupply, unsold, overcapacity, overhang, pile up, inventories
bookedout: sold out, booked, snap up, buy up, scramble for, order book, backlog, waiting list, demand outstrips
cancelorder: cancel orders, cancelled orders, scale back orders, cut purchases, cut orders, fewer orders
rocket: rocket, launcher, booster, starship, spacecraft, upper stage, launch vehicle, ariane, falcon, soyuz
launch: launch, lift-off, liftoff, blast off, blast-off, countdown, scrub
moon: moon, lunar, artemis, moonshot, moon landing
astronaut: astronaut, cosmonaut, taikonaut, crew, crewed, spacewalk, manned
lander: lander, touch down, touchdown, rover, tip over
blowup: explode, explosion, break apart, breaks apart, broke apart, break up, breakup, disintegrate, blow up, lost contact, loss of vehicle, tumbled, fireball
splashdown: splashdown, as planned, as intended, flawless, succeed, succeeded, goes well, went well, on track, passes test, survive, survives test, milestone
propellant: propellant, fuel transfer, refuel, refuelling, refueling
flaw: flaw, fault, faulty, defect, defective, crack, cracked, malfunction, glitch, anomaly, corrosion, bug
fundingcut: cut funding, slash funding, budget cut, strip, funding cut, spending cut, shrink workforce, cancel programme, less money, defund, reduce budget
fundingboost: add funds, top up, more money, approve funding, increase budget, award contract, extra money, allocate, appropriation, boost funding
housing: house, flat, apartment, dwelling, homeowner, homebuyer, house buyer, estate agent, realtor, tenant, landlord, rent, housebuilder, homebuilder
mortgage: mortgage, home loan, fixed rate, fixed-rate, remortgage, refinance
repossess: repossession, repossess, foreclosure, foreclose, eviction, evict, arrears, fall behind, missed payments, take back, behind on
homesales: transactions, home sales, sales agreed, viewings, enquiries, change hands, buyers stay away, house purchase
buyers: buyer, first-time buyer, bidder, sealed bid, bidding war, purchaser, young household
stampduty: stamp duty, purchase tax, property tax, transfer tax, purchase levy, help to buy, tax break, tax relief
ratecut: trim rates, trims borrowing costs, cut borrowing costs, cuts borrowing costs, lower borrowing costs, quarter-point cut, reduce rates, trim borrowing costs
ratehike: raise borrowing costs, quarter-point rise, increase rates, raises borrowing costs
ratesetters: monetary policy committee, rate-setters, threadneedle street, policymakers
undersea: undersea, subsea, seabed, sea floor, seafloor, underwater, submarine cable
cablelink: cable, data line, power link, interconnector, fibre, fiber, wire, pipeline, pipe
cutline: sever, snap, rupture, slice, leak, out of service, knocked out
anchor: anchor, drag, trail, drop anchor, seabed gouge
shipsearch: inspect, impound, commandos, escort, led into port, drop onto, intercept
shadowfleet: shadow fleet, sanctioned tanker, flag of convenience, flagged, sanctioned ship, ghost fleet, dark fleet
jam: jam, jamming, spoof, spoofing, interference, disrupt signal, gps, satellite navigation, positioning, receiver
spyship: spy ship, research vessel, survey vessel, reconnaissance, surveillance, loiter, transponder
patrol: patrol, watch over, surveillance flight, minehunter, frigate
accidental: accident, accidental, unintentional, did not mean to, not deliberate, bad weather, human error, mishap, not sabotage, no evidence of sabotage, inadvertent
prosecute: charge, trial, prosecutor, indict, in the dock, sentence, jail, convict, stand trial, plead
migrantboat: dinghy, dinghies, small boat, rubber boat, migrant boat, boat migrants
arrive: arrive, arrival, made it across, come ashore, disembark, influx
drowning: drown, capsize, sink, shipwreck, wash up, washed up, overboard, bodies recovered
removal: removal, remove, deport, send back, fly back, flown back, repatriate, expel, returns deal, swap, deportation flight
courtblock: judge halts, judge blocks, block removal, injunction, ruled unlawful, grounded, unlawful, quash, overturn, strike down, suspend, forbid, order to stop
asylumclaim: asylum, refuge, asylum seeker, asylum application, claim asylum, plea
smuggler: smuggler, smuggling gang, people smuggler, trafficker, trafficking ring, gang
raid: raid, arrest, round up, swoop, bust, dawn raid, break up
puncture: puncture, slash, stop boat, intercept, turn back, wade, prevent departure
reactor: reactor, nuclear plant, nuclear power, nuclear power station, atomic station, atomic plant, atoms
restart: bring back, switch on, switching on, resume operation, back online, brought back, return to service, reactivate, reconnect
regulator: regulator, watchdog, inspector, supervisor, oversight body
safetypass: pass inspection, passes inspection, safety check, safety screening, no objection, green light, load fuel, final check
consent: consent, give nod, gives nod, backing, blessing, go-ahead, assent
radiation: radiation, radioactive, fallout, spent fuel, nuclear waste, meltdown, contaminated water
seismicfault: active fault, quake, tremor, seismic, aftershock, tsunami
powershort: power shortage, short of power, power crunch, electricity demand, tight supply, reserve margin, energy crunch, blackouts, power supply, load-shedding, load shedding
opposed: oppose, opposition, resist, petition, plebiscite, referendum, signatures, residents, campaigner, poll finds
rigging: rig, rigged, rigging, stolen, steal, fraud, vote fraud, irregularities, ballot stuffing, tamper, cheat, sham, falsify
rejectresult: reject result, rejects result, refuse to concede, dispute result, contest result, challenge result, cry foul, refuses to accept
concede: concede, congratulate, accept defeat, bow out, respect the verdict, accept ruling, shake hands, peace pledge, peace charter, call for calm
observer: observer, monitor, election monitor, mission, eu mission, free and fair, credible, transparent, clean bill of health
electionbody: electoral commission, election commission, electoral body, poll body, election officials, poll officials, electoral agency, voter register, ballot paper, electoral authority
openfire: live rounds, live ammunition, opened fire, shot dead, gunned down, rubber bullets, bullet wounds
hatespeech: hate speech, incitement, incite, inflammatory, leaflet, pamphlet, tribal, communal, sectarian
gangs: gang, goon, thug, militia, vigilante, machete, cartel, armed men
courtruling: supreme court, constitutional court, top court, top judges, upheld, uphold, dismiss petition, petition, annul, verdict, unanimous
`
