"""The demo from beginning to end: parcels go from the dock to the courier and back."""

from __future__ import annotations

import asyncio
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Final

from wms.commands.installation import opened
from wms.db import HALL
from wms.demo import (
    back,
    broken,
    chat,
    courier_desk,
    goods_in,
    goods_out,
    hooks,
    letters,
    papers,
    unknown,
    withdrawal,
)
from wms.demo.browser import Stuck
from wms.demo.cast import DESK, SHOP_DESK, Cast, move_in
from wms.demo.handheld import Handheld
from wms.demo.plot import RETURN_NAME
from wms.demo.stage import Stage, empty_folder
from wms.demo.tale import StepFailed, Tale
from wms.demo.world import World

#: products of one batch (house.md, "Habits")
BATCH: Final = 500


def show(folder: Path) -> int:
    """Run the demo in ``folder``; 0 when all went as it should, else 1 with the step that failed.

    Raises:
        CommandFailed, AlreadyRunning: the folder cannot be used.
    """
    empty_folder(folder)
    print(f"A demo warehouse opens; everything of it lies in {folder}")
    tale = Tale()
    try:
        with Stage(folder) as stage:
            world = _play(stage, tale)
    except StepFailed as failed:
        print(f"\n{failed}", file=sys.stderr)
        print(f"What the warehouse said: {folder / 'wms-up.log'}", file=sys.stderr)
        return 1
    _farewell(folder, tale, world)
    return 0


def _play(stage: Stage, tale: Tale) -> World:
    with tale.step("The warehouse opens: PostgreSQL, Redis, web pages, workers"):
        stage.open_warehouse()
        stage.open_receiver()
        stage.open_couriers()
        stage.open_post_office()
        tale.say(f"web pages and API at {stage.url}")
        tale.say("beside it: the shops' webhook receiver, InPost and DPD, a mail server")
    with tale.step("Shelves, shops and people move in"):
        cast = asyncio.run(_move_in(stage))
        world = World(stage, cast, tale)
        _tell_cast(world)
    with ExitStack() as at_the_end:
        at_the_end.callback(world.close)
        _goods_in(world)
        _care(world, _goods_out(world))
    with tale.step("wms verify: do all invariants hold?"):
        _verify(world)
    with tale.step("The warehouse closes"):
        if code := stage.close():
            raise Stuck(f"`wms up` ended with exit code {code}")
    return world


async def _move_in(stage: Stage) -> Cast:
    async with opened(stage.settings) as database, database.begin(HALL) as tx:
        return await move_in(tx)


def _tell_cast(world: World) -> None:
    cast = world.cast
    kinds = ("pick_face", "storage", "dock", "bench", "staging", "quarantine", "returns", "tote")
    counted = ", ".join(f"{len(cast.of_kind(kind))} {kind.replace('_', ' ')}" for kind in kinds)
    world.tale.say(f"places: {counted}")
    world.tale.say("shops: " + ", ".join(shop.name for shop in cast.shops.values()))
    world.tale.say("people: " + ", ".join(person.name for person in cast.people))
    papers.print_hall(world)
    file = papers.write_log_ins(world.stage.folder, papers.log_ins(cast))
    world.tale.say(f"log-ins: {file}")


def _goods_in(world: World) -> None:
    receiver = world.cast.people[0]
    step = world.tale.step
    with step("The shops' programs connect: webhooks, 200 products (REST)"):
        hooks.subscribe(world)
        letters.write_to_consumers(world)
        _register(world)
    with step("The office connects InPost and DPD (desk; both are simulated here)"):
        courier_desk.connect(world)
    with step("The shops announce deliveries (REST)"):
        goods_in.announce(world)
    with step("Goods are received at the docks (handheld)"):
        handheld = goods_in.receive(world, receiver)
    with step("Goods are put away (handheld)"):
        goods_in.put_away(world, handheld)
        goods_in.require_stock(world)


def _register(world: World) -> None:
    for code, system in world.systems.items():
        products = world.goods[code]
        for begin in range(0, len(products), BATCH):
            batch = [
                {
                    "sku": product.sku,
                    "name": product.name,
                    "weight_g": product.weight_g,
                    "length_mm": product.length_mm,
                    "width_mm": product.width_mm,
                    "height_mm": product.height_mm,
                    "is_fragile": product.is_fragile,
                    "barcodes": [
                        {"code": barcode.code, "quantity": barcode.quantity}
                        for barcode in product.barcodes
                    ],
                }
                for product in products[begin : begin + BATCH]
            ]
            system.post("/products/batch", {"products": batch})
        known = len(system.every("/products"))
        if known != len(products):
            raise Stuck(f"{code} has {known} products, not {len(products)}")
        world.tale.say(f"{code}: {known} products")


def _goods_out(world: World) -> tuple[Handheld, Handheld, Handheld]:
    """The handhelds of who picks, packs and loads."""
    _anna, picker, packer, loader = world.cast.people
    step = world.tale.step
    with step("The shops post orders (REST)"):
        goods_out.place_orders(world)
    with step("Orders are picked (handheld)"):
        picking = goods_out.pick(world, picker)
    with step("Orders are packed, every unit scanned (bench)"):
        packing = goods_out.pack(world, packer)
    with step("Slips and labels are on paper"):
        goods_out.papers(world)
    with step("Parcels are loaded and handed over (handheld)"):
        loading = goods_out.load(world, loader)
    with step("The shops hear of it (webhooks)"):
        hooks.await_shipped(world)
    with step("InPost says where its parcel is (its webhook)"):
        courier_desk.sightings(world)
    return picking, packing, loading


def _care(world: World, at_work: tuple[Handheld, Handheld, Handheld]) -> None:
    """What makes a consumer come back."""
    inspector = at_work[-1]
    step = world.tale.step
    with step("A lantern arrives broken: its buyer says so, the office helps (order's page, desk)"):
        chat.sign(world)
        broken.complain(world)
        broken.resolve(world)
    with step("A new lantern is picked, packed and shipped (handheld, bench)"):
        broken.send_again(world, *at_work)
    with step("Somebody asks in the chat (order's page, desk)"):
        chat.talk(world)
    with step("A consumer withdraws from the contract (order's page, e-mail)"):
        code = withdrawal.withdraw(world)
    with step("Her parcel comes back, is looked at and photographed (handheld)"):
        withdrawal.take_in(world, inspector, code)
    with step("The shop hears that it can pay back, and does (webhook, REST)"):
        withdrawal.pay_back(world)
    with step(f"A return that a shop announced: {RETURN_NAME} (REST, handheld, webhooks)"):
        back.announce(world)
        back.take_in(world, inspector)
        back.await_told(world)
    with step("A parcel without a name finds its order (handheld, desk, the shop's link)"):
        unknown.find(world, inspector)
    with step("Consumers find their letters (e-mail)"):
        withdrawal.await_news(world)
        broken.await_answer(world)


def _verify(world: World) -> None:
    done = world.stage.run("verify")
    for line in (done.stdout + done.stderr).splitlines():
        world.tale.say(line)
    if done.returncode:
        raise Stuck(f"`wms verify` ended with exit code {done.returncode}")


def _farewell(folder: Path, tale: Tale, world: World) -> None:
    print(f"\nThe demo is over: everything went as it should, in {tale.elapsed_s:.0f} s.")
    print(f"Papers (slips, labels, badges, manifests):  {folder / 'print'}")
    print(f"E-mails to consumers:  {folder / 'mail' / 'new'}")
    print("To look around in this warehouse:")
    print(f"  WMS_DATA_DIR={folder} {sys.executable} -m wms up")
    for what, path in world.worth_a_look:
        print(f"    {path}   {what}")
    print(f"  log in to the office as {DESK}, as somebody of one shop as {SHOP_DESK};")
    print(f"  passwords, badges, PINs and keys: {folder / 'log-ins.txt'}")
