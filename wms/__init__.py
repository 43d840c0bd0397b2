"""The warehouse: its rules and its tables. It knows no web, no queue and no paper.

How a parcel comes to be, and where its code lives:

    shops      open an account, and say what they sell          wms.shops, wms.catalog
    layout     places with labels, and the walk past them       wms.layout
    inbound    a delivery arrives, is counted in and put away   wms.inbound
    stock      every unit's every move, in one ledger           wms.stock
    orders     a shop asks; exact stock is promised             wms.orders
    picking    goods leave the shelf for a tote                 wms.picking
    packing    each unit is verified into a parcel              wms.packing
    shipping   the courier's label, the manifest, the handover  wms.shipping
    returns    goods come back, are inspected and restocked     wms.returns
    events     and the shop hears of all of it                  wms.events

Each slice knows only the ones above it in this list. `docs/tour.md` walks through it.
"""
