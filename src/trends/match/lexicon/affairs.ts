/** Words of causes, methods and consequences that news of any subject uses. */
export const AFFAIRS_WORDS = `
interference: meddle, meddling, disinformation, misinformation, deepfake, fake news, propaganda, troll, bot network, influence operation, foreign influence
humanitarian: humanitarian, aid convoy, aid worker, corridor, food parcel, unicef, red cross, aid agency, charity
siegefood: famine, starving, starve, malnourished, hunger, food insecurity, rations
rebeladvance: rebel, insurgent, advance, capture town, overrun, push towards, close in on, fall to, enter the city, gain ground, offensive
ganglord: gang, cartel, drug lord, kingpin, trafficker, turf war, extort, extortion, crime syndicate, mob, mafia
drugtrade: cocaine, fentanyl, heroin, narcotics, drugs, methamphetamine, precursor, opium
atrocity: atrocity, war crime, genocide, ethnic cleansing, mass grave, massacre, torture, human rights
civilianharm: civilian, bystander, residential, apartment block, women and children, funeral
ceaseviolation: violate, violation, breach, infringe, break the truce, broke the truce, shattered
buildup: build up, buildup, mass, amass, reinforce, reinforcement, troop movement, beef up, bolster, deploy
spending: defence spending, defense spending, military budget, rearm, rearmament, arms purchase, procurement
draftlaw: proposal, white paper, blueprint, legislation, motion
noconfidence: no confidence, no-confidence, censure, impeach, impeachment, topple, oust, toppled, vote out, unseat
coalition: coalition, alliance, pact, minority government
coalitionsplit: coalition collapse, quit coalition, leaves coalition, pull out of government, walk out of government, break up, withdraw support
snapelection: snap election, early election, dissolve parliament, call election, fresh election, go to the country
corruption: corruption, bribe, kickback, embezzle, graft, slush fund, scandal, money laundering
separatism: separatist, secession, independence, autonomy, breakaway, self-determination, referendum
censorship: censor, censorship, block website, shut down internet, internet shutdown, media crackdown, press freedom, jail journalist
crackdown: crackdown, repress, repression, purge, round up, mass arrests, clamp down, stamp out, persecute
exile: exile, dissident, opposition leader, political prisoner, activist, jailed
propertydeveloper: developer, property developer, builder, housebuilder, real estate firm, unfinished homes, presale, evergrande
creditcrunch: credit crunch, tighter lending, lending standards, credit dries up, funding squeeze, liquidity squeeze, refinancing
debtrelief: debt relief, restructuring, haircut, bondholder, creditor, rescheduling, paris club, bailout, write off
intervene: intervene, intervention, prop up, defend the currency, sell dollars, buy yen, shore up
capitalflight: capital flight, pull money, withdraw money, dollarisation, capital controls, exodus
costsqueeze: cost of living, squeeze, unaffordable, budget squeeze, hardship, struggle to pay
subsidy: subsidy, subsidies, handout, grant, support scheme, rebate, voucher, state aid
stimulus: stimulus, rescue package, support package, fiscal boost, spending package, pump money, liquidity injection, easing measures
profitwarning: profit warning, write-down, miss forecasts, cut guidance, red ink, slump in profit
plantclosure: plant closure, close factory, shut factory, shutter, mothball, relocate, cease production, job losses
ev: electric vehicle, electric car, ev, battery car, plug-in, carmaker, automaker, car maker
battery: battery, batteries, lithium, cobalt, nickel, cell, gigafactory, cathode
mine: mine, miner, mining, pit, ore, smelter, quarry, deposit
metal: copper, steel, aluminium, aluminum, iron ore, nickel, zinc, rare earths
antibiotic: antibiotic, antimicrobial, drug-resistant, resistance, resistant, superbug
drugshortage: drug shortage, medicine shortage, out of stock, supply of medicines, pharmacy, pharmacies, insulin, generic drug
trialresult: clinical trial, trial results, efficacy, study finds, effective, phase 3, phase three
mentalhealth: mental health, depression, suicide, anxiety
poison: poison, poisoned, toxic, contaminated, pesticide, arsenic, pfas
glacier: glacier, ice sheet, sea ice, ice shelf, permafrost, melt, melting, thaw, antarctic, arctic
reef: reef, coral, bleaching, marine life, fish stocks, overfishing, biodiversity, species, extinction
treeloss: deforestation, forest clearing, clear-cut, felled, logging, loggers, rainforest, slash-and-burn, land grab
firespread: wildfire, bushfire, forest fire, blaze, flames, firefighter, scorched
heatwave: heatwave, heat wave, sweltering, scorching, record temperature, heat dome, heatstroke, mercury, swelter
stormdamage: hurricane, typhoon, cyclone, landfall, storm surge, gust, tornado, hailstorm
floodharm: flood, inundate, submerge, burst its banks, levee, dyke, landslide, mudslide, washed away, under water, swamped
emissions: emission, carbon, greenhouse gas, net zero, carbon price, coal, phase out, climate target, decarbonise
coal: coal, lignite, coal plant, coal-fired
gridstrain: grid strain, blackout, brownout, load-shedding, power rationing, outage, transmission, overload, blackouts, power cut
gassupply: gas supply, pipeline flow, lng cargo, gas storage, gas flows, taps, shut off, turn off the taps, gas price
pipelineleak: leak, rupture, spill, seep, burst
airsafety: air safety, near miss, grounding, grounded, emergency landing, airworthiness, door plug, flight safety, crash, black box
traincrash: derail, derailment, rail crash, collision, runaway train
bridgecollapse: give way, gave way, buckle, cave in, structural failure, subside
supplydisruption: bottleneck, backlog, congestion, snarl, logjam, held up, stranded, supply chain
chokepoint: strait, canal, passage, chokepoint, shipping lane, waterway, transit, sea route
piracy: pirate, piracy, hijack, hijacking, seize vessel, board ship, armed robbery
shiprate: freight rate, charter rate, shipping cost, container rate, baltic dry, spot freight
warrisk: war risk, insurance premium, underwriter, cover, insurers
debris: debris, space junk, collision, fragment, wreckage, shards
antisatellite: anti-satellite, satellite weapon, jam satellite, space weapon, orbital weapon
aisafety: ai safety, guardrails, safeguards, alignment, existential risk, frontier model, superintelligence
aijobs: replaced by ai, automation, job losses, ai adoption, chatbots
datalaw: data protection, privacy law, gdpr, data transfer, personal data, surveillance
monopoly: monopoly, antitrust, break up, market power, dominant, dominance, divest, competition authority, anti-competitive
cybercrime: hacker, ransomware, phishing, malware, stolen data, extortion, cyber gang, intrusion, cyberattack
criticalsystems: critical infrastructure, control systems, power grid, water utility, telecom, utility, pipeline operator
sysoutage: outage, offline, knocked out, unavailable, disrupted, restored, services down
whistleblower: whistleblower, leak, leaked, documents show, internal memo, disclosed
inquiry: inquiry, probe, investigation, testimony, audit, watchdog report
lawsuit: lawsuit, sue, class action, legal challenge, appeal, plaintiff, compensation, challenge in court
extradite: extradite, extradition, arrest warrant, icc, war crimes court, hague
embassy: embassy, consulate, ambassador, diplomat, envoy, diplomatic mission, charge d'affaires
tiescut: cut ties, sever ties, sever relations, recall ambassador, recalled, expelled, downgrade ties, close embassy, shut embassy
tiesmend: restore ties, resume relations, normalise, normalize, thaw, reopen embassy, rapprochement, reset, reconciliation, mend fences
summit: summit, hosts, handshake, face to face, sit down
guarantee: security guarantee, defence pact, mutual defence, article 5, umbrella
peacekeeper: peacekeeper, peacekeeping, observer mission, blue helmets, monitoring mission, multinational force
prisonerswap: prisoner swap, prisoner exchange, freed, hostage release, release of hostages, captives
wargames: war games, drill, exercise, manoeuvres, rehearse, live fire, simulated
intercept: intercept, scramble, scrambled, shadow, escort, turn back, chase away, water cannon, ram, collide, laser
incursion: incursion, cross the line, airspace violation, breach airspace, enter waters, territorial waters, intrude
missiletest: test-fire, test launch, missile test, fire missile, ballistic, hypersonic, splash down in the sea
enrichment: enrich, enrichment, uranium, centrifuge, stockpile, weapons-grade, purity, inspectors
landreform: farmland, land seizure, expropriate, eviction, settlement, settler, outpost
pension: pension, retirement, retirement age, retiree, old-age
healthcut: hospital closure, waiting list, understaffed, funding gap, strain on hospitals
schoolclose: school closed, schools shut, classes cancelled, remote learning, exam
population: birth rate, ageing, fertility, census, demographic
homeless: homeless, rough sleeper, eviction, shelter, tent city
faith: church, mosque, temple, cathedral, pope, vatican, imam, bishop, pilgrimage
doping: doping, match-fixing, referee
celebrate: celebrate, festival, parade, jubilee
`

/** More ways of saying what the other lists name, in any trade. */
export const FURTHER_WORDS = `
carmaker: carmaker, automaker, car maker, car industry, auto industry, motor industry, car, marque, assembly plant, saloon, hatchback, registrations, dealers
retail: retailer, retail, shop, store, supermarket, chain, grocer, high street
telecom: telecom, mobile network, broadband, network operator
imfprogramme: imf, programme, tranche, disbursement, staff-level agreement, bailout, lender of last resort, the fund
layoff: shed posts, headcount, job losses, staff cuts, let go, dismissal, dismiss, workforce cut, short-time work, reduced pay, voluntary departure, severance
plantclosure: end assembly, end production, stand still, standstill, closure, close plant, wind down, last car, production stop, halt the line
losses: loss, swing to loss, red ink, write-down, lose money, loss-making
sales: sales, deliveries, registrations, revenue
joblosses: staff, worker, employee, redundancy
uproot: displace, displaced, uproot, uprooted, driven from, flee homes, homeless, away from home, internally displaced
evacuate: evacuate, evacuation, ordered out, told to leave, leave now, too late to leave, clear villages, moved to safety
burned: burnt down, burned down, razed, gutted, reduced to ashes, in ashes, flattened, charred, levelled
heat: mercury, celsius, sizzling, baking, hottest, record-breaking temperature
firecrew: firefighter, volunteer, fire crew, water bomber, air tanker, fire service, brigade, fire lines
prescribedburn: planned burn, controlled burn, hazard reduction, firebreak, undergrowth, fuel load, backburn, burn off
exhausted: exhausted, weary, stretched, overworked, burnt out, fatigue, short-handed, understaffed
reinforce: reinforcement, send help, backup, additional, more officers, contingent, deploy
underfunded: underfunded, short of money, short of cash, lack of funds, cash-strapped, funding gap, unpaid, starved of funds, strapped, run out of money
ousted: oust, sack, unseat, want him gone, forced out, falls out, removed from office
schedule: schedule, timetable, pencil in, slated, set a date
retake: retake, recapture, win back, reclaim, regain, push out, drive out, drove out, expel
airportclosed: scrapped, bullet, hit jet
jailbreak: prison break, jailbreak, escape, inmates, prison, break out
junk: junk, notch, downgrade, speculative grade, cents on the dollar, distressed, default risk
rollover: roll over, rollover, another year, refinance, maturity, lend anew
privatise: sell off, auction, state firm, flag carrier, stake sale, divest, state-owned
withheld: withhold, withheld, hold back, without agreement, off track, suspended, have to wait, targets missed
payout: pay out, disburse, instalment, clear payment, board approves
importcover: import cover, weeks of imports, foreign exchange, rations dollars, hard currency
jailedleader: jailed, imprisoned, ex-leader, former prime minister, opposition leader
marchcapital: march on, long march, convoy, sit-in, blocked the motorway, roadblock
duties: duties, levies, surcharge, countervailing, anti-dumping, anti-subsidy, minimum price
softenrules: loosen, soften, relax, water down, postpone, average out, exempt, waive, spare, leeway, flexibility, grace period, reprieve
jobguarantee: job guarantee, no forced dismissals, no compulsory redundancies, spare sites, keep sites, works council, job security
surgeorders: order book, queueing, waiting list, sell out, sold out, strong demand, best-seller
marketshare: market share, outsell, overtake, gain ground, win buyers, account for, share of sales
talksresume: resume talks, return to the table, back to the table, new round, restart talks, reopen talks
talksfail: talks collapse, walk out of talks, end without result, no breakthrough, inconclusive, break off talks, talks stall
truceholds: truce holds, ceasefire holds, quiet on the front, guns fall silent, calm holds
aidblocked: aid blocked, convoy looted, border closed, crossings shut, trucks stranded, access denied
aidarrives: aid arrives, convoy reaches, crossing reopens, airdrop, trucks enter
protestban: ban protests, curfew, state of emergency, martial law, arrest protesters
votewin: win election, landslide, clear majority, sweep, outright majority
votedelay: postpone election, delay vote, put off election, poll delayed, cancel election
recount: recount, runoff, court challenge, tally
strongdata: beat expectations, better than expected, upbeat, brisk, robust, solid, resilient, pick-up
weakdata: miss expectations, worse than expected, dismal, sluggish, soft, disappointing, tepid, anaemic
bankrun: bank run, queue at branches, depositors, withdrawals, savers, pull out deposits
drought: parched, cracked earth, dust, failed harvest, withered
deluge: cloudburst, torrent, torrential, lash, downpour, douse, soaking
pollutedair: smog, haze, soot, particulate, choking
illness: ill, illness, sick, sickness, symptoms, fever, patients
cure: cure, treatment, remedy, therapy, antiviral, pill
recall: recall, withdrawn from sale, pulled from shelves, safety notice
monarch: king, queen, monarch, throne, royal
`
