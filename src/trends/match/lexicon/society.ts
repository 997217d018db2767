/** Words of health, climate, disasters, science and everyday harm; one meaning a line, `name: words and phrases`. */
export const SOCIETY_WORDS = `
virus: virus, viral, pathogen, disease, flu, influenza, h5n1, avian, bird flu, covid, coronavirus, ebola, measles, mpox, strain
infect: infect, infection, case, catch, caught, contract, contracts, fall ill, fell ill, sick, test positive, tested positive, diagnose, diagnosis, patient, sicken
outbreak: outbreak, epidemic, cluster, spread, wave, pandemic, flare-up
transmission: transmission, transmit, human-to-human, person-to-person, pass between, spread between people, from one another, one another, contagious, in sequence
livestock: livestock, poultry, chicken, hen, flock, herd, dairy, cow, cattle, farm, pig, turkey, duck, mink, swine
cull: cull, slaughter, destroy, kill birds
vaccine: vaccine, vaccinate, vaccination, jab, shot, dose, inoculate, immunise, booster
mutation: mutation, mutate, genetic, gene, genome, sequencing, variant, altered protein, adaptation, evolve, genomic
hospital: hospital, clinic, patient, ward, doctor, nurse, surgery, ambulance, medical, health system, nhs, health board, intensive care, health care, healthcare
medicalrecord: medical record, patient record, patient data, medical history, medical histories, records, files
carecancel: operation cancelled, cancelled, postponed, postpone, cancel, divert, diverted, sent elsewhere, by hand, paper
healthorg: who, world health organization, health ministry, health officials, cdc, health agency
contain: contain, containment, under control, declared over, disease-free, lift restrictions, fade, no new infections, eradicated, end
lockdown: lockdown, quarantine, restriction, movement ban, stay-at-home, isolation
drug: drug, medicine, pharmaceutical, treatment, therapy, pill
opioid: opioid, fentanyl, overdose
abortion: abortion, reproductive, pregnancy
hurricane: hurricane, cyclone, typhoon, tropical storm, storm, named storm, landfall, storm surge
landfall: landfall, comes ashore, came ashore, slam into, batter, make landfall, lash, barrel into
season: season, seasonal
quiet: quiet, calm, weak, subdued, below-average, inactive, wind shear, dust, dry air
flood: flood, flooding, inundate, deluge, under water, submerged, overflow, surge, torrential
drought: drought, dry, water shortage, lack of water, arid, rainfall, parched, low water, reservoir
heat: heat, heatwave, hot, temperature, warm, scorching, hotter, record temperature, marine heatwave, bathtub, warming, sea surface temperature
cold: cold, cold snap, freezing, freeze, frost, arctic blast, winter storm, snow, chill
wildfire: wildfire, fire, blaze, bushfire, forest fire, burn, flames
earthquake: earthquake, quake, tremor, seismic, magnitude, tsunami
volcano: volcano, eruption, erupt, lava
climate: climate, emission, carbon, greenhouse, global warming, net zero, co2, methane, fossil fuel
deforestation: deforestation, forest, rainforest, logging, tree, clear-cutting
dam: dam, barrage, reservoir, hydropower, impound, filling, turbine, sluice
river: river, flows, water, nile, indus, basin, tributary, downstream, water sharing
farmer: farmer, farmland, crop, harvest, agriculture, grower, field, wheat, grain
famine: famine, hunger, starvation, malnutrition, food shortage, food insecurity, food aid
shortage: shortage, scarcity, scarce, lack, run short, run out, ration, queue, there is no, deficit
pollution: pollution, smog, contaminate, toxic, spill, air quality
school: school, student, pupil, university, education, teacher, college
science: scientist, researcher, study, research, laboratory, lab, experts, university, scientists
meteorologist: meteorologist, weather agency, noaa, forecaster, climatologist, weather service
space: space, orbit, astronaut, spacecraft, launch pad, lunar, moon, nasa, spacex
aviation: airline, airport, flight, aircraft, plane, boeing, airbus, jetliner
rail: train, rail, railway, locomotive, subway
accident: accident, crash, collision, derail, collide, capsize, sink, wreck
rescue: rescue, save, search and rescue, survivor
construction: construction, build, building, lay, laying, work, excavate, excavation, dig, project, crews
infrastructure: infrastructure, network, bridge, road, port, upgrade, link
population: people, civilian, resident, tourist, visitor, holidaymaker, traveller, villagers
migration: migrant, migration, asylum, border crossings, immigration, refugee
gun: gun, firearm, rifle, mass shooting
religion: church, mosque, pope, religious, bishop, clergy
media: newspaper, broadcaster, journalist, press, reporter
speech: speech, address, rhetoric, remarks, statement, told, say, vow
model: model, release, unveil, launch, product, announce
advanced: advanced, cutting-edge, breakthrough, match, rival, leading-edge, state-of-the-art
standards: standard, guidance, norm, code of practice, technical standards, guideline
approval: approval, approve, authorise, authorize, green light, clearance, permission, licence, clear, permit, greenlight, allowed, allow
privacy: privacy, data protection, personal data, gdpr
children: child, children, minor, teenager, kids
antitrust: antitrust, monopoly, competition, break up, breakup, market power, competition watchdog
copyright: copyright, intellectual property, patent, infringe
`
